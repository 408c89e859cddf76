"""CVs written for the tests, of people who do not exist: what a reader should find stands in test_cv.py."""

CARE_ASSISTANT = """Amina Lindqvist
Undersköterska
Storgatan 12, 961 31 Boden
Tel: 070-123 45 67
amina.lindqvist@exempel.se
Född: 1987-03-12

PROFIL
Erfaren undersköterska med 8 års erfarenhet av äldreomsorg. Söker tjänst som handledare.

ARBETSLIVSERFARENHET
2018 – pågående   Undersköterska, Bodens kommun, särskilt boende Ugglan
- Omvårdnad och dokumentation i Treserva
- Delegering av läkemedel
- Samarbete med sjuksköterskor och anhöriga

mars 2015 - augusti 2018
Vårdbiträde
Region Norrbotten, Sunderby sjukhus
- Personlig hygien och måltider

UTBILDNING
2013–2015 Vård- och omsorgsprogrammet, Björknäsgymnasiet
Kurser: Demensvård

SPRÅK
Svenska: flytande
Arabiska: modersmål
Engelska – B1

KÖRKORT
B

REFERENSER
Karin Öberg, enhetschef, 070-765 43 21

INTRESSEN
Matlagning, svetsning och trädgård
"""

ELECTRICIAN = """CURRICULUM VITAE
Namn: Erik Sandberg
Adress: Björkvägen 4, Luleå
Personnummer: 850412-1234

Sammanfattning
Jag är installationselektriker och vill bli automationselektriker.

Erfarenhet
Installationselektriker | Elfirman AB | 2016-09 – 2022-03
Elektriker, Norrlands El AB (2012–2016)
Lagerarbetare hos Posten 2010

Kompetens
PLC-programmering (avancerad), AutoCAD 4/5, felsökning
Goda kunskaper i elinstallation

Utbildning
El- och energiprogrammet, 2009

Språk
Svenska\tModersmål
Engelska\tGoda kunskaper
Tyska\tGrundläggande

Körkort: B, BE
Truckkort A+B
"""

NURSE_UK = """РЕЗЮМЕ
Оксана Коваленко
Телефон: +380 67 123 45 67
Дата народження: 12.05.1990
Адреса: вул. Шевченка, 10, Львів

Мета: отримати посаду медсестри

Досвід роботи
2016 – по теперішній час
Медсестра, КНП Львівська міська лікарня
- Догляд за пацієнтами, введення ліків
з 2012 по 2016 працювала помічником вихователя

Освіта
2008–2012 Львівський медичний коледж, молодший спеціаліст

Знання мов
Українська — рідна
Англійська — В1
Польська: базовий рівень

Навички
Перша допомога, обслуговування клієнтів

Водійські права: категорія B

Захоплення
Кулінарія
"""

WELDER_UK = """Іван Бондар
Зварювальник

ДОСВІД РОБОТИ:
Зварювальник, ТОВ «Сталь», Дніпро, березень 2014 — лютий 2022
Зварювання MIG/MAG, читання креслень
Слюсар, завод «Південний», 2010-2014

ОСВІТА:
Професійно-технічна освіта, Дніпровське училище, 2010

МОВИ:
українська (рідна), російська (вільно), англійська A2

Не маю водійських прав
"""

ACCOUNTANT_AR = """السيرة الذاتية
الاسم: سامر الخطيب
الهاتف: ٠٠٩٦٣ ٩٤٤ ١٢٣ ٤٥٦
تاريخ الميلاد: ١٩٨٥/٠٤/١٢
الجنسية: سوري

الخبرة العملية
محاسب في شركة النور، ٢٠١٥ - ٢٠١٩
مدير مبيعات، شركة الأمل، من 2019 إلى 2022

التعليم
بكالوريوس في المحاسبة، جامعة دمشق، ٢٠٠٨

المهارات
إعداد التقارير، خدمة العملاء، Excel

اللغات
العربية: اللغة الأم
الإنجليزية: جيد جداً
السويدية: مبتدئ

الهوايات
الطبخ
"""

DRIVER_AR = """يوسف حداد
سائق شاحنة

الخبرات:
٢٠١٠ – ٢٠١٨ سائق شاحنة، شركة النقل السريع
منذ ٢٠١٩ سائق حافلة

المؤهلات العلمية:
الثانوية العامة

اللغات:
العربية (اللغة الأم)، الكردية (بطلاقة)، السويدية A2

رخصة قيادة فئة B, C
"""

ENGLISH_MIXED = """MARIA PETROVA
Software developer

SUMMARY
I am a software developer with 6 years of experience.

WORK EXPERIENCE
Software Developer, Nordic Apps AB | Jan 2019 – present
• Worked with nurses and doctors on booking systems
• Python (advanced), SQL
Warehouse worker at Logistik AB, 2016-2018

EDUCATION
Bachelor of Science in Computer Science, Kyiv Polytechnic University, 2016
Los Angeles High School

LANGUAGES
Ukrainian (native), English (fluent), Svenska B2

No driving licence

INTERESTS
Welding, Spanish cooking

REFERENCES
Available upon request.
"""

CVS = {
    "care assistant": CARE_ASSISTANT,
    "electrician": ELECTRICIAN,
    "nurse": NURSE_UK,
    "welder": WELDER_UK,
    "accountant": ACCOUNTANT_AR,
    "driver": DRIVER_AR,
    "developer": ENGLISH_MIXED,
}

RECIPE = """Köttbullar med potatismos
500 g blandfärs
1 dl mjölk
1 ägg
Blanda färs, ägg och mjölk. Rulla bollar och stek dem i smör.
Koka potatisen och mosa den. Servera med lingon.
"""

POEM = """Skogen står tyst i kvällens ljus
och vinden bär en doft av hav.
Jag hör en koltrast sjunga sakta
vid bäckens kant, vid barndomens grav.
"""

ADVERT = """Vi söker en svetsare till vår verkstad i Luleå
Du har erfarenhet av TIG och MIG/MAG. Du är noggrann och har B-körkort.
Vi erbjuder en trygg anställning. Välkommen med din ansökan!
"""

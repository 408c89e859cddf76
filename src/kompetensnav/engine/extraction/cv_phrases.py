"""What CVs say in other words than registers of skills: *led a team*, *problemlösningsförmåga*, *good with people*.

Each row gives ways of saying one ability and the labels under which a taxonomy may hold it, tried in order; a row
whose labels are all unknown finds nothing. Rows are what any trade's CV may say; a trade's own words are labels.
"""

from kompetensnav.engine.extraction.ways import Ways

_TEAM = r"(?:team|group|staff|crew|personnel|colleagues)s?"
_OF = r"(?:\w+[ -]){0,3}?"
CV_WAYS: Ways = (
    (r"ledarskap\w*|ledaregenskaper|ledarförmåg\w+|(?:team )?leadership(?: skills| abilities| qualities"
     r"| experience)?"
     r"|лідерств\w+|القيادة", ("ledarskap", "leadership", "arbetsledning")),
    (rf"(?:leda|ledde|lett|leder|leading|leads?|led|managed?|managing|manages|supervis(?:e|es|ed|ing)|build"
     rf"|built|building"
     rf"|oversaw|overseeing|directed?) (?:a |the |an |ett |en )?{_OF}{_TEAM}(?:et|en)?"
     r"|team ?(?:management|building)|teamledning|керівництво (?:команд|персонал)\w+",
     ("leda ett team", "lead a team", "arbetsledning")),
    (r"lagarbete|teamarbete|teamwork|team[- ]player|(?:work|working|collaborate"
     r"|collaborating)(?: \w+){0,2} (?:in|with) "
     r"(?:a |cross-functional )?teams?|samarbetsförmåga|робота в команді|командна робота|العمل (?:الجماعي"
     r"|ضمن فريق)",
     ("teamwork", "work in teams", "lagarbete", "principer för lagarbete", "teamwork principles")),
    (r"problem[- ]?solving(?: skills| abilit\w+)?|problemlösning\w*|lösa (?:\w+)?problem|вирішення проблем"
     r"|حل المشكلات",
     ("problemlösning", "problem-solving skills", "create solutions to problems")),
    (r"kommunikationsförmåga|kommunikativ\w*|communication(?: skills| abilities)|kommunikations(?=-)"
     r"|комунікабельність"
     r"|комунікаці\w+|(?:مهارات )?(?:ال)?(?:تواصل|اتصال)", ("kommunikation", "communication")),
    (r"interpersonal(?: skills| abilities)?|interpersonell\w* (?:förmåga|färdigheter)|social kompetens"
     r"|people skills"
     r"|relationsbyggande",
     ("social kompetens", "interpersonal skills", "communicate with others", "communication", "kommunikation")),
    (r"attention to details?|detail[- ]oriented|noggrann(?:het)?|uppmärksamhet på detaljer"
     r"|уважність(?: до деталей)?"
     r"|الدقة|الاهتمام بالتفاصيل", ("noggrannhet", "attention to detail", "attend to detail")),
    (r"strategi(?:c|skt) (?:thinking|tänkande)|strategic thinker",
     ("strategiskt tänkande", "strategic thinking", "strategisk planering")),
    (r"analytical (?:skills|abilit\w+|thinking|mindset)|analytisk(?:t|a)?(?: förmåga| tänkande)?"
     r"|аналітичн\w+ мислення",
     ("analytisk förmåga", "analytical thinking", "think analytically")),
    (r"time[- ]management(?: skills)?|tidsplanering|planeringsförmåga|управління часом|إدارة الوقت",
     ("tidsplanering", "time management")),
    (r"quality control(?: procedures| measures| checks)?|quality (?:inspections?|checks?)"
     r"|kvalitetskontroll\w*|контроль якості"
     r"|مراقبة الجودة|ضبط الجودة", ("kvalitetskontroll", "quality inspection", "perform quality control")),
    (r"quality assurance(?: standards| procedures)?|(?:quality (?:control )?and )?assurance standards"
     r"|kvalitetssäkring\w*|kvalitetsarbete",
     ("kvalitetssäkring", "quality assurance")),
    (r"quality management systems?|iso ?9001(?::\d{4})?(?: standards?| quality management systems?)?"
     r"|kvalitetsledningssystem",
     ("kvalitetsledningssystem", "quality management system")),
    (r"(?:lean )?six sigma(?: (?:master )?(?:green|black|yellow) belt)?", ("six sigma",)),
    (r"production (?:planning|plans|strateg(?:y|ies)|schedul\w+)|produktionsplan(?:er|ering)",
     ("produktionsplanering", "production planning")),
    (r"production (?:management|operations)|(?:manag|supervis|oversee)\w* (?:the |all |daily )*(?:production"
     r"|manufacturing)(?: \w+){0,2}"
     r"|produktionsledning", ("produktionsledning", "produktionsledning i industrin")),
    (r"(?:production|manufacturing|assembly) (?:process(?:es)?|methods|techniques)"
     r"|\w*(?:produktions|tillverknings)process(?:er|en|erna)?",
     ("tillverkningsprocesser", "manufacturing processes", "production processes")),
    (r"process (?:improvements?|optimi[sz]ation)|(?:improv|optimi[sz]|streamlin)\w* (?:the "
     r"|all )?(?:\w+ )?(?:process(?:es)?|production|operations"
     r"|efficiency)|process(?:förbättring|optimering|utveckling)\w*|förbättra \w*process(?:er|en|erna)",
     ("processförbättring", "process improvement", "ständiga förbättringar")),
    (r"continuous improvements?|ständiga förbättring\w*|förbättringsarbete",
     ("ständiga förbättringar", "continuous improvement")),
    (r"lean(?: (?:manufacturing|production|principles|methodolog\w+|techniques))+",
     ("lean produktion", "lean manufacturing")),
    (r"(?:root[- ]cause|grundorsaks?|orsaks) ?analys(?:is|er|es|en)?", ("grundorsaksanalys", "root cause"
     " analysis")),
    (r"corrective actions?|korrigerande åtgärder", ("ansvara för korrigerande åtgärder", "manage corrective"
     " actions", "avvikelsehantering")),
    (r"(?:analy[sz](?:e|es|ed|ing)|analyserade?|analysera) (?:the )?(?:\w+[ ]?)?data"
     r"|(?:production )?data analysis|dataanalys\w*"
     r"|statistisk\w* analys\w*|statistical analysis(?: tools)?", ("dataanalys", "data analysis")),
    (r"schedul(?:ing|es)|schemaläggning|графік\w* змін",
     ("schemaläggning", "production scheduling", "staff scheduling")),
    (r"budget(?:s|ing|arbete|ering|ansvar)?(?: management| control)?|бюджетування|(?:إعداد )?الميزاني\w+",
     ("budgetering", "budget management", "manage budgets")),
    (r"cost[- ](?:reductions?|savings?|control|cutting(?: measures)?|management)|reduc(?:e|ed|ing) costs"
     r"|kostnadsbesparing\w*"
     r"|kostnadskontroll|sänka kostnader", ("kostnadskontroll", "cost management", "ekonomistyrning")),
    (r"financial (?:management|acumen|planning|analysis)|finansiellt sinne|ekonomisk styrning",
     ("ekonomistyrning", "financial management")),
    (r"business (?:plans?|planning)|affärsplan\w*", ("affärsplanering", "develop business plans", "business"
     " planning", "strategisk planering")),
    (r"business administration|business management|företagsekonomi",
     ("företagsekonomi", "business economics", "business administration")),
    (r"supply chains?(?: management)?|leveranskedj\w+|försörjningskedj\w+|ланцюг\w* постачання|سلسلة التوريد",
     ("försörjningskedja", "supply chain management", "supply chain")),
    (r"negotiat(?:e|ed|ing|ions?)(?: skills)?|förhandl(?:a|at|ade|ing\w*)|переговор\w*|التفاوض",
     ("förhandling", "negotiation")),
    (r"fund-?raising|secured (?:seed )?funding|insamling",
     ("insamling", "fundraising", "fundraising activities", "manage fundraising activities")),
    (r"(?:train|trained|training) (?:\w+ ){0,2}(?:employees|staff|workers|operators|team members|technicians"
     r"|colleagues|personnel|hires)"
     r"|utbilda(?:de|t)? (?:\w+ )?(?:personal|medarbetare|kollegor)",
     ("utbilda medarbetare", "train employees", "handledning")),
    (r"mentor(?:ing|ed|ship)?(?: and coaching)?|handled(?:a|de|ning)(?: av \w+)?|наставництв\w+",
     ("handledning", "mentoring")),
    (r"safety (?:procedures?|protocols?|regulations?|standards?|programs?|programmes?|audits?|guidelines"
     r"|policies|requirements|training)"
     r"|(?:occupational |workplace )?health (?:and|&) safety|arbetsmiljöarbete|säkerhetsrutiner"
     r"|säkerhetsföreskrifter|охорон\w+ праці"
     r"|техніка безпеки|السلامة (?:المهنية|والصحة المهنية)",
     ("health and safety regulations", "arbetsmiljöarbete", "systematiskt arbetsmiljöarbete")),
    (r"regulatory (?:requirements|compliance)|compliance(?: with regulations)?|regelefterlevnad",
     ("regelefterlevnad", "compliance", "regulatory requirements", "ensure compliance with legal requirements")),
    (r"(?:preventive |routine |equipment |machine |rutin|maskin)?maintenance(?: of (?:machines?|equipment))?"
     r"|(?:förebyggande |rutin|maskin)underhåll\w*|технічне обслуговування|الصيانة",
     ("maskinunderhåll", "maintain equipment", "underhåll")),
    (r"(?:drifta|operera|operat|run|ran|kör|skött)\w* (?:av )?(?:\w+ )?(?:machin\w+|equipment"
     r"|produktionsutrustning|maskiner|bandutrustning)"
     r"|löpande bandutrustning|(?:operating|production) equipment",
     ("köra produktionsutrustning", "operate production equipment", "operate machinery", "maskinkörning",
      "maskinkörning, industriell tillverkning")),
    (r"assembly line(?: work| production)?|monteringsarbete|assembly(?: and testing)",
     ("montering", "assembly", "montering, industriell")),
    (r"(?:hand|power|electric) tools|handverktyg|elverktyg", ("handverktyg", "use hand tools", "use power tools")),
    (r"technical (?:drawings|specifications)|schematics|blueprints?|(?:läsa |tekniska )ritningar"
     r"|ritningsläsning|читання креслень"
     r"|قراءة المخططات", ("ritningsläsning", "technical drawings", "blueprints")),
    (r"product development(?: strateg\w+)?|(?:development|utveckling\w*) (?:and|och) (?:launch"
     r"|lansering)\w* (?:of|av) \w+(?: \w+){0,3}?"
     r" ?(?:product\w*|produkt\w*)?|introduce new products|launch(?:ed|ing)? new products|produktutveckling",
     ("produktutveckling", "product development")),
    (r"market (?:analysis|dynamics|research)|marknadsanalys|дослідження ринку",
     ("marknadsanalys", "market analysis", "market research")),
    (r"(?:strategic |business )partnerships?|partnerskap|relationship management",
     ("build business relationships", "bygga affärsrelationer", "partnerskap", "establish collaborative"
      " relations")),
    (r"customer (?:service|support|care|needs|relations)|kundservice|kundbemötande|kundkontakt\w*"
     r"|обслуговування клієнтів|خدمة العملاء",
     ("kundservice", "customer service")),
    (r"report(?: writing|ing)|writ(?:e|ing) reports|rapportskrivning|rapportering|звітність|إعداد التقارير",
     ("rapportskrivning", "report writing", "write reports")),
    (r"(?:ms|microsoft) office(?: suite)?|office-?paketet|майкрософт офіс", ("office-paketet", "microsoft office")),
    (r"(?:good |grundläggande |goda |basic )?(?:computer skills|datorvana|datakunskaper|it-vana"
     r"|впевнений користувач пк)",
     ("datorvana", "basic computer skills", "computer literacy")),
    (r"stress[- ]?(?:tålig\w*|resistan\w+|hantering)|стресостійкість|تحمل ضغط العمل",
     ("stresshantering", "stresstålighet", "tolerate stress")),
    (r"organi[sz]ational skills|organisationsförmåga|організаторськ\w+ \w+",
     ("organisationsförmåga", "organisational skills", "planering och samordning")),
    (r"visuell provning(?: \(VT\))?|visual (?:testing|inspection)|penetrant(?:provning)?"
     r"|provning med penetrant(?: \(PT\))?|oförstörande provning"
     r"|\bNDT\b|неруйнівний контроль", ("oförstörande provning", "non-destructive testing", "svetskontroll")),
    (r"forklifts?(?: operat(?:or|ion|ing))?(?: certificate| licen[cs]e)?|truckkort|truckkörning"
     r"|truckförarbevis|навантажувач\w*|رافعة شوكية",
     ("truckkort", "forklift")),
    (r"electric(?:al)? engineering|elektroteknik|електротехнік\w*|الهندسة الكهربائية",
     ("elektroteknik", "electrical engineering")),
    (r"mechanical engineering|maskinteknik", ("maskinteknik", "mechanical engineering", "mekanisk konstruktion")),
    (r"industrial engineering|industriell ekonomi", ("industriell ekonomi", "industrial engineering")),
)  # fmt: skip

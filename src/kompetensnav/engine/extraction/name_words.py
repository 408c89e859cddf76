"""Words by which a name of a person is told from other capitalised words: tables; the rules are in names.py."""

# Common given names in Sweden. They make sure of what a capital only suggests; a name that is missing here is still
# found after a cue or beside a number. Names that are also everyday words (per, my, dag, liv, max) are left out.
_GIVEN_NAMES = (
    "aaron abdi abdul abdullah adam adrian agnes agneta ahmad ahmed aino aisha albin alexander alexandra"
    " alfred ali alice alicia alva amanda amina amir anders andrea andreas andrij angelica anita anja ann"
    " ann-charlotte ann-christin ann-marie ann-sofie anna anneli annette annie annika anton antonia arne"
    " arvid asha astrid august axel barbro bengt benjamin bertil birger birgit birgitta björn britt"
    " britt-marie britta camilla carin carina carl caroline cecilia charlotta charlotte christer christian"
    " christina christine christopher claes conny dagny dan daniel daniela david dennis dmytro ebba ebbe"
    " edvin elias elin elina elisabet elisabeth ella ellen ellinor elsa emelie emil emilia emily emma eric"
    " erica erik erika eva evelina fanny fatima fatuma felicia felix filip fredrik frida gabriel gabriella"
    " georg george gerd gert greta gudrun gun gunilla gunnar gunnel gunvor gustaf gustav göran gösta"
    " hampus hanna hannah hans harald hasan hassan hedda hedvig helen helena helene henning henrik hugo"
    " hussein håkan ibrahim ida inga ingegerd ingela inger ingrid ingvar irene iris iryna isabella isak"
    " ismail ivar jack jacob jakob jamal james jan jane janne jari jasmin jennie jenny jens jesper jessica"
    " jimmy joakim joel johan johanna john johnny jonas jonathan jonna jonny josef josefin josefine juha"
    " julia juliana jörgen kaisa kaj kajsa kalle karim karin karl karolina katarina katarzyna kate katja"
    " kenneth kent kerstin kevin khaled kim kjell klara klas kristian kristina kristoffer krzysztof lars"
    " laura layla leif leila lena lennart leo leyla liam lina linda linn linnea linnéa lisa lisbeth lotta"
    " louise lovisa lucas ludvig magdalena magnus mahmoud maj-britt maj-lis maja malin malte marcus"
    " margareta margaretha maria marianne marie marika marina markku markus marta martin martina mary"
    " mathias matilda mats mattias maud melissa mia michael michelle mikael mikko minna moa mohamad"
    " mohamed mohammad mohammed mona monica monika muhammad mustafa mykola märta nadia natalia natalie"
    " nathalie nicklas nicole niklas nikola nils nina nora oksana olena olga oliver olivia olle olof olov"
    " omar oscar oskar osman otto ove patricia patrick patrik paul paula pauline pekka per-erik pernilla"
    " peter petra philip pia pierre piotr pontus ragnar ragnhild rasmus rebecka reza richard rickard"
    " rikard robert robin roger roland rolf ronny rosita roy rune ruth sami samir samira samuel sandra"
    " sanna sara sarah sebastian selma simon sirpa siv sixten sofia sofie sonja stefan stephanie stig"
    " stina sture susann susanna susanne svante sven svetlana sylvia sören tanja teodor teresa thea"
    " therese thomas tiina tilda timo tina tobias tomas tommy tony tor torbjörn tord torsten tova tove"
    " tuomas tuva ulf ulla ulla-britt ulrica ulrika urban ursula valter vanessa vera veronica veronika"
    " victor victoria viktor viktoria vilhelm vincent viola vivian volodymyr walter wilhelm wilma yasmin"
    " ylva yngve yusuf yvonne zahra zainab zlatan åke åsa östen"
)
GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())

# Capitalised words that are not names of people: they begin sentences, name organisations, unions, titles.
_NOT_NAMES = (
    "vi du har för om hos som är vill kan ska din ditt dina vår vårt våra oss hej välkommen varmt sista"
    " ansök ansökan tjänsten anställning information kontakt kontakta kontaktperson kontaktpersoner frågor"
    " tel telefon mobil mejl mail mejla maila ring e-post epost adress facket fackliga facklig företrädare"
    " vision kommunal unionen saco ledarna vårdförbundet lärarförbundet sveriges sverige svenska"
    " akademikerförbundet akademikerna ingenjörer lärare läkarförbundet fysioterapeuterna seko byggnads"
    " metall transport if region regionen kommun kommunen sjukhus sjukhuset stad universitet universitetet"
    " högskola länsstyrelsen ab aktiebolag group gruppen sweden nordic norden bemanning rekrytering"
    " consulting solutions services hr human resources vd ceo cv linkedin facebook instagram teams januari"
    " februari mars april maj juni juli augusti september oktober november december måndag tisdag onsdag"
    " torsdag fredag lördag söndag monday tuesday wednesday thursday friday saturday sunday january"
    " february march may june july august october the we our you your please for if with and at in on to"
    " contact call email phone welcome join about norrbotten västerbotten norrland en ett den det de där"
    " här då när alla med på av till från mer läs se följ intervjuer urval skicka arbetsplats arbetsort"
    " placering plats start startdatum lön heltid deltid omfattning tillträde enligt övrigt box gatan"
    " vägen söker söka erbjuder bara samt eller och även vid efter före därför eftersom självklart"
    " naturligtvis the this that these it is are can will undrar tveka ringa hör svar skriv besök hemsida"
    " webb webbplats fax växel växeln kundtjänst kundservice reception receptionen jour expedition kansli"
    " kansliet personalavdelningen vardagar helger dagtid kvällstid öppet öppettider telefontid"
    " telefonnummer mobilnummer direktnummer direkt org orgnr organisationsnummer postadress besöksadress"
    " sms smsa tfn mob tlf kontor kontoret huvudkontor huvudkontoret teamet gänget allt ja nej tack ps obs"
    " nb ort datum tid vecka körkort klass behörighet nivå typ whatsapp skype zoom google microsoft"
    " arbetsförmedlingen försäkringskassan skatteverket if-metall lo tco saco-s ssr ofr jusek akavia"
    " naturvetarna dik srat kyrkan svensk svenskt norska finska engelska arabiska tyska franska spanska"
    " mälardalen lappland jämtland härjedalen ångermanland medelpad hälsingland gästrikland dalarna"
    " värmland närke västmanland uppland södermanland östergötland västergötland småland gotland öland"
    " blekinge skåne halland bohuslän dalsland sörmland västernorrland gävleborg kronoberg kalmar norge"
    " finland danmark europa eu uk usa stockholm göteborg malmö norra södra östra västra lilla stora mvh"
    " hälsningar vänliga bästa bäste hälsar intresserad nyfiken använd ange märk uppge vänligen"
    " rekryteringen projektet bolaget företaget stiftelsen föreningen vilka vem vad hur var varför fråga"
    " ingen inget ni er era ert jag min mitt han hon dem tills dock men kom börja starta kval löpande"
    " tillsammans ta tar få får ge ger gå no yes not new all any more us they he she who what where when"
    " how day last first deadline apply application salary office switchboard weekdays open hours full"
    " time part job work position company let by from of or so as be do go see send write read feel free"
    " further details manager website web address monday-friday måndag-fredag mån tis ons tors fre lör sön"
    " feb mar apr jun jul aug sep sept okt nov dec kl ca nr st kr sek dig dig. både antingen varken varje"
)
NOT_NAMES = frozenset(_NOT_NAMES.split())

# Municipalities in one word, but for those that are also given names or common surnames. Alone they are places.
_PLACES = (
    "alingsås alvesta aneby arboga arjeplog arvidsjaur arvika askersund avesta bengtsfors bjurholm bjuv"
    " boden bollebygd bollnäs borgholm borlänge borås botkyrka boxholm bromölla bräcke burlöv båstad"
    " dals-ed danderyd degerfors dorotea ekerö eksjö emmaboda enköping eskilstuna eslöv essunga fagersta"
    " falkenberg falköping falun filipstad finspång flen forshaga färgelanda gagnef gislaved gnesta gnosjö"
    " gotland grums grästorp gullspång gällivare gävle göteborg götene habo hagfors hallsberg"
    " hallstahammar halmstad hammarö haninge haparanda heby hedemora helsingborg herrljunga hjo hofors"
    " huddinge hudiksvall hultsfred hylte hällefors härjedalen härnösand härryda hässleholm håbo höganäs"
    " högsby hörby höör jokkmokk järfälla jönköping kalix kalmar karlsborg karlshamn karlskoga karlskrona"
    " karlstad katrineholm kil kinda kiruna klippan knivsta kramfors kristianstad kristinehamn krokom"
    " kumla kungsbacka kungsör kungälv kävlinge köping laholm landskrona laxå lekeberg leksand lerum"
    " lessebo lidingö lidköping lindesberg linköping ljungby ljusdal ljusnarsberg lomma ludvika luleå"
    " lycksele lysekil malmö malung-sälen malå mariestad mark markaryd mellerud mjölby mora motala mullsjö"
    " munkedal munkfors mölndal mönsterås mörbylånga nacka norberg nordanstig nordmaling norrköping"
    " norrtälje norsjö nybro nykvarn nyköping nynäshamn nässjö ockelbo olofström orsa orust osby"
    " oskarshamn ovanåker oxelösund pajala partille perstorp piteå ragunda robertsfors ronneby rättvik"
    " sala salem sandviken sigtuna simrishamn sjöbo skara skellefteå skinnskatteberg skurup skövde"
    " smedjebacken sollefteå sollentuna solna sorsele sotenäs staffanstorp stenungsund stockholm storfors"
    " storuman strängnäs strömstad strömsund sundbyberg sundsvall sunne surahammar svalöv svedala"
    " svenljunga säffle säter sävsjö söderhamn söderköping södertälje sölvesborg tanum tibro tidaholm"
    " tierp timrå tingsryd tjörn tomelilla torsby torsås tranemo tranås trelleborg trollhättan trosa"
    " tyresö täby töreboda uddevalla ulricehamn umeå upplands-bro uppsala uppvidinge vadstena vaggeryd"
    " valdemarsvik vallentuna vansbro varberg vaxholm vellinge vetlanda vilhelmina vimmerby vindeln"
    " vingåker vänersborg vännäs värmdö värnamo västervik västerås växjö vårgårda ydre ystad älmhult"
    " älvdalen älvkarleby älvsbyn ängelholm åmål ånge åre årjäng åsele åstorp åtvidaberg öckerö ödeshög"
    " örebro örkelljunga örnsköldsvik östersund österåker östhammar överkalix övertorneå"
)
PLACES = frozenset(_PLACES.split())

TITLE_ENDINGS = (
    "chef", "chefen", "chefer", "ledare", "ansvarig", "rekryterare", "konsult", "sekreterare", "direktör", "rektor",
    "samordnare", "specialist", "partner", "manager", "handläggare", "ombud", "ingenjör", "läkare", "sköterska",
    "ordförande", "koordinator", "administratör", "assistent", "recruiter", "director", "head", "lead", "officer",
    "representant", "utvecklare", "strateg", "planerare", "generalist", "advisor", "förbundet", "biträdande",
    "ställföreträdande", "tillförordnad", "professor", "prefekt", "kyrkoherde", "förman", "mästare", "tekniker",
    "coordinator", "consultant", "supervisor", "föreståndare", "controller", "ekonom", "coach",
)  # fmt: skip
# Endings of ordinary words and trades, for words of at least six letters that do not follow a given name.
ORDINARY_ENDINGS = (
    "are", "aren", "arna", "ning", "ningen", "ningar", "tion", "tionen", "heten", "skap", "else",
    "sköterska", "iker", "terapeut", "biträde", "nist", "tist", "tör", "fför", "jör", "ator", "olog", "gog",
    "service", "tjänst", "tjänsten", "nummer", "kontor", "kontoret", "central", "centralen", "skola", "skolan",
    "enhet", "enheten", "support", "växel", "växeln", "butik", "butiken", "gatan", "vägen", "torget", "gränd",
    "teamet", "verket", "kassan", "bolaget", "företaget", "uppgifter", "dagar", "tider", "adress", "sidan",
    "kunskap", "kunskaper", "erfarenhet", "körkort", "utbildning", "kommunal", "sjukhus", "sjukhuset",
)  # fmt: skip

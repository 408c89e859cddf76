"""Words of adverts for managers (SSYK 1) and officers (SSYK 0)."""

WORDS = """
0110 officer förband soldater försvarsmakten pluton kompani militär regemente
0210 specialistofficer förband försvarsmakten gruppbefäl militär regemente
0310 soldat sjöman värnplikt försvarsmakten förband beredskap stridande regemente militär
1111 politiker politisk riksdag kommunalråd ombudsman parti
1112 kommundirektör generaldirektör regiondirektör förvaltningsdirektör myndighetschef nämnd politisk_ledning
1113 generalsekreterare förbundsdirektör intresseorganisation kanslichef medlemsorganisation förbund
1120 vd verkställande_direktör ceo koncern styrelse affärsområdeschef tillväxt managing_director lönsamhet
1210 ekonomichef cfo finanschef redovisningschef koncernredovisning bokslut budgetprocess årsredovisning styrelse
1220 personalchef hr-chef personaldirektör arbetsrätt kompetensförsörjning förhandla fackliga
1230 förvaltningschef kanslichef planeringschef administrativ_chef enhetschef nämnd myndighet stab offentlig
1240 kommunikationschef informationschef pr-chef varumärke press kommunikationsavdelning
1250 försäljningschef marknadschef säljchef teamledare säljteam säljare sales_manager säljkår budget säljledare
 regionchef head_of_sales marketing_manager
1290 administrativ_chef servicechef kontorschef upphandlingschef juridikchef avdelningschef
1310 it-chef cio it-avdelning digitalisering utvecklingschef it-drift cto engineering_manager
1320 inköpschef logistikchef transportchef lagerchef åkeri distribution flöde försörjningskedja
 supply_chain_manager
1330 forskningschef utvecklingschef fou r&d innovation produktutveckling
1340 arkitektchef teknikchef konstruktionschef uppdragsledare konsultchef gruppchef ingenjörer
1350 fastighetschef förvaltningschef fastighetsbestånd hyresgäster drift_och_underhåll lokaler uthyrning
1360 platschef produktionschef anläggning byggprojekt entreprenad arbetschef projektchef bygg gruva byggarbetsplats
1370 produktionschef fabrikschef platschef driftchef tillverkning produktion lean skift produktionsledare verkstad
 production_manager plant_manager vattenverk reningsverk
1380 förvaltare skogsvårdschef lantbruk gård skogsbruk driftledare
1410 rektor biträdande_rektor skolchef grundskola gymnasium pedagogisk_ledare elevhälsa skollagen resultat lärare
1420 förskolechef rektor förskola biträdande_rektor barngrupper pedagogisk_ledare förskollärare
1490 utbildningschef prefekt utbildningsledare studierektor vuxenutbildning folkhögskola universitet
1510 vårdenhetschef avdelningschef verksamhetschef enhetschef vårdcentral klinik sjukhus primärvård patienter
 patientsäkerhet sjuksköterskor mottagning personalansvar
1520 enhetschef socialtjänst individ_och_familjeomsorg lss socialsekreterare myndighetsutövning verksamhetschef
 socialförvaltning hvb
1530 enhetschef äldreboende hemtjänst äldreomsorg särskilt_boende undersköterskor medarbetare omsorg boendechef
 personalansvar vård-_och_omsorgsboende
1540 kyrkoherde församling trossamfund pastorat
1590 verksamhetschef räddningschef kulturchef bibliotekschef samhällsservice enhetschef tullchef polischef
 museichef
1610 bankchef kontorschef finansiella finans försäkring kreditchef privatmarknad
1710 hotellchef hotelldirektör hotell konferens gäster beläggning
1720 restaurangchef kökschef restaurang gäster personal matsal bar måltidschef food_and_beverage restaurant_manager
1730 butikschef varuhuschef butik handel försäljning sortiment kunder personal butiksteam store_manager
1740 idrottschef anläggningschef friskvård gym sport badhus fritidschef föreningsliv
1790 servicechef bemanningschef konsultchef resebyrå casino spa städchef kundtjänstchef callcenter
"""

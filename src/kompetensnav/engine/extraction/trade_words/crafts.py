"""Words of adverts for farming, forestry, building, workshops and crafts (SSYK 6 and 7)."""

WORDS = """
6111 odlare växtodling traktor skörd jordbruk grödor lantbruksarbetare sådd bär frukt plantor spannmål tröska gård
6112 trädgårdsodlare växthus plantor odling handelsträdgård gurka tomat plantskola
6113 trädgårdsanläggare trädgård plantering gräsklippning park beskärning trädgårdsarbetare utemiljö grönyta
 trädgårdsmästare stensättning kyrkogårdsarbetare kyrkogård ogräs häckar parkarbetare golfbana greenkeeper
 anläggning
6121 djurskötare mjölkkor mjölkning gård ladugård lantbruk grisar kalvar kor svin djur smågrisar mjölkrobot
 lantgård
6122 hundskötare kennel hund sällskapsdjur hundpensionat djurskötare hundar hunddagis
6129 hästskötare stall häst djurvårdare ridskola hästar ridning travhästar fjäderfä
6130 lantbrukare gård djur växtodling lantbruk
6210 skogsarbetare röjning motorsåg plantering skog avverkning skogsvård röjare
6221 fiskodlare fiskodling fisk
6222 fiskare fiske båt trål
7111 snickare träarbetare bygg takläggning stomme gips rot byggnadsarbetare formsättning carpenter hantverkare
 bygga renovering byggföretag nyproduktion inredning yrkesbevis fönster
7112 murare puts mura tegel kakel plattsättare bruk fasad murning
7113 betongarbetare betong gjutning armering formsättning betonghåltagare
7114 anläggningsarbetare va mark rörläggare schakt asfalt väg ledning rör markarbetare banarbetare järnväg spår
7115 dykare anläggningsdykare undervatten
7116 ställningsbyggare byggnadsställning ställning ställningar
7119 byggnadsarbetare montör undertak rivning rivare byggservice altan hantverkare demontering stängselmontör
 solcell solcellsmontör
7121 takläggare takmontör tak papptak tätskikt takpapp
7122 golvläggare golv parkett mattläggare plattsättning
7123 isolering isoleringsmontör isolerare tilläggsisolering lösull
7124 glasmästare glas glastekniker fönster bilglas
7125 vvs rörmokare montör rör vvs-montör värme sanitet vvs-tekniker plumber säker_vatten rörläggare badrum
7126 kyltekniker värmepump kyla kylmontör värmepumpstekniker luftvärmepump kylanläggningar
7131 målare måla tapetsering färg spackling målning måleri fasadmålning
7132 lackerare industrimålare lackering bilplåt billackerare sprutlackering
7133 sotare skorstensfejare sotning eldstäder ventilationskontroll
7134 sanerare sanering asbest skadesanering avfuktning
7211 gjutare gjuteri gjutning form
7212 svetsare svetsning mig mag tig licens svets welder stål svetsa svetslicens rörsvets
7213 plåtslagare ventilation ventilationsmontör byggnadsplåt plåt ventilationstekniker ventilationsplåtslagare
7214 tunnplåtslagare plåt bockning kantpress plåtbearbetning bilplåtslagare
7215 stålkonstruktion grovplåtslagare montage stålmontör stålbyggare
7221 smed smide hovslagare
7222 verktygsmakare verktyg formsprutningsverktyg
7223 cnc operatör svarv fräs maskinställare cnc-operatör maskinoperatör skärande_bearbetning metall verkstad ställa
 fleroperationsmaskin mätverktyg robot pressoperatör ritningsläsning
7224 slipare slipning polering gradning
7231 mekaniker fordonsmekaniker bil verkstad fordonstekniker personbil lastbil service reparation bilmekaniker däck
 motor fordon mechanic tunga_fordon maskinmekaniker däckmontör lastbilsmekaniker bromsar felsökning
 entreprenadmaskiner mekanik cykelreparatör diagnos
7232 flygmekaniker flygplan hangar helikopter
7233 underhållsmekaniker underhåll mekaniker maskiner reparatör industri hydraulik pneumatik underhållstekniker
 maskinreparatör servicetekniker pumpar mekanisk resande förebyggande_underhåll felavhjälpande montage
7311 finmekaniker urmakare instrument optik precision
7312 guldsmed silversmed smycken
7319 konsthantverkare instrumentmakare keramiker glasblåsare
7321 prepress original tryck repro
7322 tryckare tryckpress tryckeri offset digitaltryck
7323 bokbindare efterbehandling tryckeri bindning
7411 elektriker installationselektriker elinstallation serviceelektriker ecy kabel installation elcentral
 electrician bostäder installera laddboxar larmtekniker hisstekniker elmontör
7412 industrielektriker underhållselektriker underhåll automation plc industri felsökning elunderhåll eltekniker
 styrskåp drifter
7413 distributionselektriker linjemontör kraftledning elnät nätmontör nätstation kabelmontör elkraft luftledning
7420 elektronikreparatör fibertekniker fiber teletekniker telekom installatör mobil elektronik servicetekniker
 kommunikationselektriker larm it-tekniker bredband säkerhetstekniker optofiber
7521 ytbehandlare trä slipning
7522 möbelsnickare inredningssnickare finsnickare snickeri möbler inredning
7523 maskinsnickare träindustri snickerifabrik maskinoperatör cnc trä fönster hyvla
7531 skräddare sömmerska ateljé kostym ändringar
7532 sömmare sömnad sy symaskin industrisömmare
7533 tapetserare stoppning möbel tyg
7534 skomakare läder sadelmakare
7611 slaktare styckare kött slakteri charkuterist styckning chark
7612 bagare konditor bageri bröd tårtor konditori baka degar bakning
7613 provsmakare kvalitetsbedömning sensorisk
7619 livsmedelsförädlare rökeri ost fiskrensare
"""

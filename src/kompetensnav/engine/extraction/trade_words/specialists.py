"""Words of adverts for specialists (SSYK 2)."""

WORDS = """
2111 fysiker astronom fysik strålning kvant partikel strålningsfysik sjukhusfysiker
2112 meteorolog väder prognos klimat
2113 kemist kemi laboratorium analytisk hplc kemikalie syntes kemisk_analys chemist reach säkerhetsdatablad
2114 geolog geofysiker geologi berg prospektering grundvatten geoteknik borrkärnor mark miljögeolog
2121 matematiker aktuarie modellering försäkringsmatematik solvens matematik
2122 statistiker statistik data scientist regression undersökningar r sas analyser biostatistiker
2131 molekylärbiolog cellbiolog biolog cell dna pcr mikrobiolog bioinformatik biotechnology
2132 botaniker zoolog ekolog naturinventering artinventering biolog naturvård ekologi
2133 farmakolog biomedicinare läkemedelsutveckling kliniska_studier clinical_research toxikolog prövning
2134 lantbruksrådgivare agronom växtodling djurhållning rådgivare jordbruk hortonom lantbrukare
2135 skogsrådgivare jägmästare skog skogsinspektor avverkning virkesköpare virkesinköpare skogsägare
2141 logistik produktionsplanering civilingenjör produktionsutvecklare supply_chain processutveckling
 produktionstekniker logistikutvecklare lean
2142 civilingenjör bygg anläggning projektering konstruktör va gata mark geotekniker samhällsbyggnad stomme bro
 projekteringsledare projektledare konstruktion trafik väg vatten_och_avlopp structural_engineer
2143 civilingenjör elkraft elektronik elkonstruktör hårdvara fpga elektro högspänning signal elkraftsystem
 electrical_engineer hardware automation
2144 civilingenjör maskin konstruktör cad mekanik solidworks catia beräkning maskinkonstruktion hållfasthet
 mechanical_engineer design_engineer creo fem
2145 kemiingenjör kemiteknik process processingenjör civilingenjör processutveckling kemisk
2146 metallurg gruvingenjör bergmekanik metallurgi malm materialteknik gruva
2149 civilingenjör säkerhet riskanalys kvalitetsingenjör energi energiingenjör systemingenjör kvalitetssäkring
 quality_engineer
2161 arkitekt bygglov gestaltning revit bostäder ritningar byggnadsarkitekt archicad inredningsarkitekt
2162 landskapsarkitekt landskap utemiljö gestaltning park
2163 planarkitekt detaljplan översiktsplan samhällsplanering stadsplanering planeringsarkitekt fysisk_planering
2164 lantmätare fastighetsbildning förrättning lantmäteri mätning
2171 industridesigner produktdesign industridesign skiss form
2172 grafisk formgivare indesign illustrator layout art_director trycksaker originalare photoshop visuell motion
2173 ux speldesigner interaktionsdesign ui figma designer användbarhet game prototyper användartester
2179 modedesigner formgivare design kläder textil mönster kollektion
2181 arbetsmiljöingenjör yrkeshygieniker skyddsingenjör arbetsmiljö ergonom riskbedömning
2182 miljöinspektör hälsoskyddsinspektör livsmedelsinspektör tillsyn miljöbalken livsmedelskontroll hälsoskydd
2183 miljöspecialist miljösamordnare hållbarhet miljökonsult miljöutredning sustainability klimat avfall
 miljöcontroller förorenad
2211 specialistläkare läkare överläkare distriktsläkare specialist allmänmedicin jour legitimation patient klinik
 vårdcentral läkarlegitimation specialistkompetens konsultläkare medicine
2212 st-läkare specialiseringstjänstgöring st läkare jour legitimation handledning klinik
2213 at-läkare allmäntjänstgöring at
2219 underläkare vikarierande_läkare bastjänstgöring bt-läkare skolläkare läkarstudent
2221 sjuksköterska grundutbildad legitimerad omvårdnad patient vårdavdelning läkemedel avdelning sjukhus mottagning
 hemsjukvård legitimation registered_nurse nurse rond äldreboende
2222 barnmorska förlossning bb graviditet mödravård gynekologi preventivmedel födande
2223 anestesi anestesisjuksköterska narkos operation sövning
2224 distriktssköterska vårdcentral bvc förskrivningsrätt hemsjukvård vaccination barnhälsovård primärvård
2225 psykiatri psykiatrisjuksköterska psykiatrisk psykisk öppenvård heldygnsvård beroende
2226 ambulans ambulanssjuksköterska prehospital ambulanssjukvård
2227 geriatrik äldre demens geriatriksjuksköterska
2228 intensivvård iva intensivvårdssjuksköterska ventilator respirator
2231 operationssjuksköterska operation instrumentering steril kirurgi
2232 barnsjuksköterska barn neonatal pediatrik bvc barnavdelning
2233 skolsköterska skola elevhälsa elever vaccinationer hälsosamtal medicinska_insats
2234 företagssköterska företagshälsovård hälsoundersökning arbetsplats
2235 röntgensjuksköterska röntgen datortomografi mr magnetkamera radiologi mammografi
2239 specialistsjuksköterska onkologi medicin_och_kirurgi palliativ uroterapeut diabetes akutsjuksköterska
 kirurgisk
2241 psykolog psykologisk utredning behandling kbt neuropsykiatrisk psykologlegitimation bup psychologist testning
2242 psykoterapeut psykoterapi terapi kbt samtalsterapi legitimerad_psykoterapeut
2250 veterinär djurklinik djursjukhus smådjur djur besiktningsveterinär
2260 tandläkare tandvård folktandvård allmäntandvård patienter tandläkarlegitimation protetik implantat dentist
2271 kiropraktor naprapat osteopat manuell behandlingar
2272 fysioterapeut sjukgymnast rehabilitering rehab träning rörelse hjälpmedel physiotherapist
2273 arbetsterapeut hjälpmedel rehabilitering aktivitet adl bostadsanpassning kognitiva
2281 apotekare farmaceut apotek recept läkemedel farmaceutisk
2282 dietist kost nutrition kostbehandling
2283 audionom logoped hörsel tal språkstörning hörapparater sväljning dyslexi
2284 optiker synundersökning glasögon linser kontaktlinser
2289 sjukhusfysiker medicinsk specialist
2311 professor forskning forskarutbildning universitet vetenskaplig akademisk
2312 universitetslektor lektor docent undervisning forskning universitet lecturer assistant_professor vetenskaplig
2313 forskare postdoktor postdoc forskarassistent forskning vetenskaplig research_fellow doctoral researcher
 publicering
2314 doktorand phd forskarutbildning doctoral avhandling phd_student doktorsexamen forskarstudier thesis
2319 universitetsadjunkt adjunkt högskola undervisning kursansvar amanuens timlärare
2320 yrkeslärare yrkesämnen fordonsprogrammet gymnasieskola vuxenutbildning komvux yrkesprogram elever vård- och
 omsorgsprogrammet elprogrammet bygg_och_anläggning yrkeskunskaper
2330 gymnasielärare gymnasieskola gymnasiet gymnasium ämneslärare elever lärarlegitimation kurs betyg undervisa
 undervisning komvux sva mentor high_school upper_secondary tutor teacher
2341 lärare grundskola grundskollärare klass elever årskurs lågstadiet mellanstadiet högstadiet åk undervisning
 skola lärarlegitimation klasslärare f-3 4-6 7-9 förskoleklass mentor teacher primary_school pupils
2342 fritidspedagog fritidshem fritids lärare_i_fritidshem elever skola raster fritidslärare
2343 förskollärare förskola barn läroplan barngrupp pedagogisk legitimation preschool lpfö avdelning undervisning
2351 specialpedagog speciallärare särskilt_stöd elevhälsa anpassningar kartläggning utredningar inkludering
 anpassad
2352 studie- yrkesvägledare syv vägledning karriärvägledare gymnasieval
2359 pedagog musiklärare kulturskola instrument danslärare folkhögskola cirkelledare musikskola modersmålslärare
 sfi-lärare sfi läxhjälp läxhjälpare
2411 revisor revision auktoriserad revisorsassistent granskning byrå räkenskaper årsredovisning auditor
2412 controller uppföljning budget prognos ekonomistyrning analys business_controller verksamhetsstyrning bokslut
 rapportering ekonomisk
2413 finansanalytiker investering rådgivare privatrådgivare kapitalförvaltning placering analytiker finansiell
2414 trader fondförvaltare handel värdepapper portfölj fonder
2415 nationalekonom makro ekonometri konjunktur
2419 ekonom skatterådgivare finans treasury upphandlingsekonom bolag fastighetsekonom
2421 verksamhetsutvecklare organisationsutvecklare förändringsledning managementkonsult processledare utveckling
 förbättringsarbete strateg projektledare verksamhetsutveckling business_developer kvalitetsutvecklare
 affärsutvecklare
2422 utredare planerare handläggare samordnare strateg analyser remisser beslutsunderlag uppdrag nämnd myndighet
 utredning samhällsplanerare regional kommunal
2423 hr personal hr-specialist rekryterare personalhandläggare arbetsrätt rehabilitering hr-partner
 kompetensförsörjning rekrytering recruiter hr-generalist chefsstöd talent headhunter urval
2431 marknadsförare marknadsanalytiker marknadsföring produktchef varumärke kampanjer seo digital_marketing
 marknadsstrateg kampanj marketing brand content
2432 kommunikatör informatör pressekreterare pr kommunikation sociala_medier webb texter kanaler nyhetsbrev
 kommunikationsplan redaktör copy press
2511 it-arkitekt systemarkitekt systemanalytiker kravanalytiker arkitektur integration kravställare
 lösningsarkitekt affärsanalytiker architect produktägare data_engineer business_analyst verksamhetsarkitekt
 requirements
2512 utvecklare systemutvecklare mjukvara programmerare java .net c# python javascript react backend frontend
 fullstack developer software engineer agile kod git spring kubernetes aws azure devops embedded c++ microservices
 api typescript webbutvecklare scrum ci/cd kotlin mobilutvecklare ios android machine_learning
2513 spelutvecklare unity unreal game spel webbdesigner 3d gameplay programmer
2514 testare testledare test testautomatisering qa testfall testautomation tester selenium kvalitetssäkring
 testning
2515 systemförvaltare förvaltningsledare förvaltning objekt systemförvaltning applikationsförvaltare systemansvarig
 verksamhetssystem sap
2516 it-säkerhet informationssäkerhet cyber säkerhetsspecialist soc penetration sårbarheter security iso_27001 ciso
2519 it-specialist it-konsult databas dba it-projektledare applikation data analyst power_bi projektledare bi
2611 advokat biträdande_jurist advokatbyrå brottmål familjerätt domstol
2612 domare rådman hovrätt tingsrätt
2613 åklagare förundersökning brott
2614 bolagsjurist affärsjurist avtal bolag avtalsrätt compliance legal_counsel
2615 förvaltningsjurist kommunjurist jurist myndighet förvaltningsrätt regelverk rättslig juridisk
2619 jurist notarie juridisk skattejurist jur_kand
2621 museum intendent samlingar utställning antikvarie konservator
2622 bibliotekarie bibliotek arkivarie arkiv medier låntagare litteratur samlingar läsfrämjande
2623 arkeolog historiker filosof humaniora fornlämning utgrävning kulturmiljö arkeologisk
2641 författare manus skribent copywriter texter bok
2642 journalist reporter redaktör nyheter redaktion tidning nyhet radio reportage
2643 översättare tolk tolkning översättning språk lingvist translator
2651 konstnär bild illustratör skulptur konst
2652 musiker sångare orkester organist kantor kyrkomusiker körledare musik församling gudstjänst
2653 dansare koreograf dans
2654 regissör producent film teater produktion inspelning tv
2655 skådespelare teater scen roll ensemble
2661 socialsekreterare socialtjänst utredning socionom barn_och_unga myndighetsutövning sol lvu bbic
 ekonomiskt_bistånd socionomexamen försörjningsstöd familjehem familjehemssekreterare missbruk klienter placeringar
2662 kurator skolkurator psykosocial samtal elevhälsa socionom samtalsstöd hälso-_och_sjukvårdskurator
2663 biståndsbedömare biståndshandläggare lss-handläggare sol myndighetsutövning äldre bistånd insatser utredning
2669 familjebehandlare fältassistent socialpedagog familjerådgivare socionom behandlare frivården familjerätt
 öppenvård samtal
2671 präst kyrka församling gudstjänst svenska_kyrkan
2672 diakon diakoni församling själavård diakonal
"""

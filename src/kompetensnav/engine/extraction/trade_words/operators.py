"""Words of adverts for machines, transport and elementary work (SSYK 8 and 9)."""

WORDS = """
8111 gruvarbetare gruva gruvindustri bergarbetare under_jord
8112 malm anrikning stenkross kross processoperatör
8113 brunnsborrare borrare borrning energiborrning bergborrare diamantborrning
8114 betong maskinoperatör betongelement cement betongfabrik
8115 bergsprängare sprängning sprängarbas
8116 stenhuggare sten gravsten
8121 ytbehandling operatör galvanisering härdare anodisering lackering pulverlack
8122 valsverk valsning operatör stål
8129 stålverk processoperatör metall smältverk ugn härdning metallverk
8131 läkemedel operatör produktion gmp farmaceutisk läkemedelstillverkning renrum tablett
8132 kemi operatör kemisk produktion processoperatör kosmetik
8141 gummi operatör vulkning däck
8142 plast formsprutning operatör maskinoperatör plastdetaljer extrudering
8143 papper wellpapp kartong operatör förpackning maskinoperatör
8151 tvätteri tvätt färgning kemtvätt mangla textilier sortera tvättmedarbetare
8159 textil maskinoperatör väv läder
8161 kött fisk operatör slakteri charkuteri livsmedelsproduktion förädling
8162 mejeri mjölk operatör ost processoperatör mejeriprodukter
8163 bageri operatör bröd maskinoperatör konfektyr kvarn godis
8169 livsmedel operatör maskinoperatör livsmedelsindustri produktion bryggeri livsmedelsproduktion dryck linje
8171 massa processoperatör massabruk pappersmassa kokeri
8172 papper processoperatör pappersbruk pappersmaskin kartong
8173 sågverk operatör hyvleri såg trä virke sågverksarbetare
8174 ytbehandling trä operatör lack
8181 förpackning packning påfyllning operatör märkning linje maskin tappning
8189 operatör processoperatör maskinoperatör produktion tillverkning glas industri produktionsmedarbetare
 produktionsoperatör skift
8191 värmeverk drifttekniker vattenverk reningsverk fjärrvärme avlopp kraftverk panna driftoperatör
 avloppsreningsverk
8192 processövervakare kontrollrum kemisk processoperatör raffinaderi process
8193 processövervakare metall kontrollrum stålverk
8199 drifttekniker processoperatör övervakning process produktion kontrollrum processtekniker
8211 fordonsmontör montering bil lastbil produktionslina fordon montör fordonsindustri montera produktion line
8212 montör elektronik elmontör kablage lödning montering elektronikmontör kretskort elskåp
8213 montör metall plast montering produkter detaljer
8214 montör trä möbler hus montering trähus husfabrik
8219 montör montering produktion komponenter industrimontör sammansättning
8311 lokförare tåg järnväg lok tunnelbana pendeltåg
8312 växling bangård växlare vagnar
8321 taxi taxiförare sjukresor taxilegitimation passagerare färdtjänst taxiförarlegitimation
8329 budbil bud paket chaufför transport bilförare budförare skåpbil paketleverans leveranser leverera kurir
 cykelbud matleverans hemleverans varubil distributör
8331 bussförare buss busschaufför linjetrafik spårvagn resenärer bus_driver d-körkort körkort_d skolskjuts
 stadstrafik
8332 lastbilsförare chaufför lastbil ce-körkort ykb c-körkort lastbilschaufför ce-chaufför distribution
 fjärrkörning åkeri truck_driver släp kranbil förarkort distributionschaufför tung_lastbil c-chaufför gods adr
8341 traktorförare skogsmaskinförare skördare skotare traktor skogsmaskin lantbruksmaskiner
8342 grävmaskin maskinförare grävmaskinist hjullastare anläggning maskinist dumper schakt grävare väghyvel
 snöröjning
8343 kranförare kran mobilkran tornkran travers lyft
8344 truckförare truck truckkort motvikt skjutstativ gaffeltruck truckkörning
8350 matros fartyg ombord båt däck jungman sjöman däcksman
9111 städare lokalvårdare städning städ lokalvård golv kontor rengöring hotellstäd trappstädning objekt cleaner
 toaletter storstädning
9119 barnvakt nanny barnpassning hemstäd hemservice familj hämta barnflicka läxhjälp privata_hem hem rut
 hushållsnära städning barn au_pair hushåll hemstädning hemmet förskola/skola babysitter lämning
9120 fönsterputs bilrekond biltvätt rekonditionering fönsterputsare tvätta
9210 bärplockare plantör plantering skog bär plocka säsong skörd
9310 grovarbetare bygg städ byggarbetsplats hjälparbetare anläggning byggstäd röjning
9320 packare paketera fabrik produktion handpaketerare produktionsmedarbetare packa fabriksarbetare industri
 plockning
9331 hamn hamnarbetare stuveri stuvare kaj lossning
9332 flyttare flytt flyttgubbe varupåfyllare ramp bagage flyttarbetare bära påfyllning påfyllare varor möbler
 flygplats flyttkarl flyttfirma
9411 pizzabagare pizza grill gatukök snabbmat hamburgare pizzeria kebab
9412 restaurangbiträde köksbiträde disk kök restaurang mat måltidsbiträde diskare servering kökshjälp måltid
 restaurangmedarbetare skolkök dishwasher beredning hamburgerrestaurang mcdonalds diska crew skolrestaurang
 ekonomibiträde
9413 kafé cafe café barista kaffe fika konditori kafébiträde smörgåsar kaffebar
9520 torghandel marknad kiosk stånd glass försäljning
9610 renhållning återvinning sopor avfall sophämtning återvinningscentral sopbil miljöarbetare avfallshantering
9621 tidningsbud tidningsdistributör reklam utdelning reklamutdelare tidningar
9622 vaktmästare lokaler möblering transport skola vaktmästeri byta_lampor konferensrum
9629 servicearbetare vaktmästare garderob mätaravläsare automat allservice
"""

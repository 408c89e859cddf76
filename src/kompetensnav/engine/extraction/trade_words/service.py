"""Words of adverts for service, sales, care and security (SSYK 5)."""

WORDS = """
5111 kabinpersonal flygvärdinna cabin_crew flyg kabin passagerare purser
5112 tågvärd ombordansvarig konduktör tåg resenärer biljetter ombord
5113 guide reseledare guidning turister visning utflykt
5120 kock kockar kallskänka restaurang matlagning mat kök laga råvaror meny lunch chef_de_partie à_la_carte storkök
 specialkost matsedel cook skolkök tillagningskök måltider rätter köket chefs kitchen
5131 servitör servitris servering gäster restaurang serveringspersonal hovmästare matsal waiter servera dryck
 frukostvärd konferensvärd dukning bordsservering waitress
5132 bartender bar drinkar cocktails dryck gäster cocktail
5141 frisör salong klippning barberare färgning klippa gesällbrev hår hairdresser
5142 hudterapeut hud ansiktsbehandling salong hudvård behandlingar vaxning
5143 massör massage massageterapeut spa behandlingar
5144 fotterapeut fotvård medicinsk_fotvård fötter
5149 nagelteknolog nagelterapeut makeup stylist fransar spa tatuerare
5151 städledare husfru städ hotell arbetsledare housekeeping gruppledare objekt
5152 fastighetsskötare fastighet felanmälan snöröjning skötsel reparationer fastighetstekniker drifttekniker
 fastighetsvärd bovärd yttre_skötsel husvärd hyresgäster tillsyn rondering vaktmästare
5161 begravning krematorium kyrkogård vaktmästare begravningsentreprenör
5169 servicepersonal värd värdinna butler sällskap
5221 butikschef säljande avdelningschef butik avdelningsansvarig kassa säljansvarig
5222 butiksmedarbetare butik kassa dagligvaror livsmedel matbutik delikatess chark frukt varuplock ica coop willys
 hemköp butiksbiträde butiksbiträden plocka frukt_och_grönt livsmedelsbutik butikspersonal varor
5223 butikssäljare butik kläder mode kassa butiksmedarbetare försäljning kundservice skor elektronik heminredning
 säljare_butik exponering store sales_associate fackhandel bygghandel bilsäljare bilhall sortiment byggvaruhus
5224 optikerassistent glasögon bågar optik
5225 bensinstation mack drivmedel station biltvätt
5226 uthyrare uthyrning maskiner hyra biluthyrning uthyrningsmedarbetare kunder depå
5227 apotekstekniker apotek egenvård läkemedel
5230 kassa kassör kassabiträde biljett biljettförsäljare kassapersonal kassatjänst
5241 demonstratör eventsäljare event fältsäljare face-to-face dörr värvare donatorer demonstrera provsmakning
 mässor sampling säljteam ute_på_fältet stan promotion fält månadsgivare medlemsvärvning dörrförsäljning köpcentrum
 fältförsäljning varuhus matbutiker
5242 telefonförsäljare telefonförsäljning ringa samtal telefon provision mötesbokare callcenter telemarketing
 garantilön boka_möten utgående telefonsäljare via_telefon mötesbokning säljsamtal privatkunder leads säljcoach
 bonus kallkund kalla_samtal varma_leads ringer kallringning grundlön lönemodell säljträning telefonen mål
 tävlingar
5311 barnskötare förskola barn barngrupp leka lek små_barn pedagogisk blöjor fritids omsorg avdelning
 vårdnadshavare barnen familjecentral öppna_förskolan
5312 elevassistent elev resurs elever skola stöd autism npf lärarassistent särskola klassrum raster resursperson
 elevstöd anpassad assistent pedagog skoldag pedagogassistent
5321 undersköterska hemtjänst äldre äldreboende omsorg omvårdnad brukare boende demens vård- äldreomsorg delegering
 särskilt_boende hemsjukvård kontaktman genomförandeplan assistant_nurse hyresgäster omvårdnadsarbete
5322 undersköterska habilitering funktionsnedsättning
5323 undersköterska vårdavdelning sjukhus patient avdelning mottagning akutmottagning slutenvård patienter
 provtagning omvårdnad operation klinik
5324 undersköterska mottagning provtagning vårdcentral
5325 barnsköterska bb neonatal barn nyfödda förlossning
5326 ambulanssjukvårdare ambulans sjuktransport
5330 vårdbiträde äldre hemtjänst äldreomsorg måltider omsorg städning brukare serviceinsatser inköp tvätt
 hemvårdsbiträde dagverksamhet
5341 skötare psykiatri psykiatrisk avdelning mentalskötare slutenvård beroendevård rättspsykiatri patienter
5342 stödassistent boendestödjare lss gruppbostad boende funktionsnedsättning vårdare stödpedagog servicebostad
 brukare funktionsstöd daglig_verksamhet boendestöd intellektuell stöd habiliteringspersonal gruppboende handledare
 psykisk
5343 personlig_assistent assistans assistent brukare kund funktionsnedsättning rullstol lyft lss assistenter
 personlig assistansbolag aktiv fritid sexa rörelsehinder ledsagare
5349 ledsagare kontaktperson omsorg avlösare
5350 tandsköterska tandvård tandläkare assistera steril folktandvård patienter
5411 brandman räddningstjänst brand utryckning deltidsbrandman räddning
5412 kriminalvårdare anstalt häkte kriminalvården klienter intagna
5413 väktare ordningsvakt bevakning rondering larm säkerhet vakt trygghetsvärd skyddsvakt vu1 vu2 ordning
5414 sos-operatör larmoperatör larm larmcentral operatör
5419 bevakning säkerhet parkeringsvakt trafikvakt badvakt livräddare säkerhetskontrollant
"""

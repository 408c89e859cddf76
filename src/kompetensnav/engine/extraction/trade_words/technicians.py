"""Words of adverts for technicians, agents, officials and instructors (SSYK 3)."""

WORDS = """
3111 produktionstekniker produktionsplanerare logistik planering beredare produktionsledare kvalitetstekniker
 processtekniker lean flöden supply materialplanerare
3112 byggingenjör projektledare bygg kalkylator anläggning besiktning mätning entreprenad kalkyl projektör
 platsingenjör mätningstekniker entreprenadingenjör byggledare byggprojektledare kma projektering
3113 elingenjör elkonstruktör elektro elteknik automationsingenjör styr elkraft eltekniker serviceingenjör plc
 scada programmering mätteknik elprojektör drifttekniker
3114 maskiningenjör konstruktör maskin konstruktion cad servicetekniker drifttekniker ritningar serviceingenjör
 hydraulik inventor vvs-ingenjör maskintekniker ventilation solidworks
3115 kemiingenjör kemitekniker laboratorieingenjör laborant process kemi analyser
3116 bergtekniker gruvtekniker metallurgi malm gruva
3117 gis kartingenjör kart mätningsingenjör geodata arcgis karttekniker
3119 ingenjör tekniker kvalitetsingenjör besiktningstekniker konstruktör testingenjör energitekniker elevator
 inspektör besiktning provning kvalitetskontroll
3121 arbetsledare platsledare bygg anläggning gruva byggarbetsplats yrkesarbetare skiftlag produktionsledare lagbas
3122 arbetsledare produktionsledare tillverkning skiftledare verkstad produktion industri teamledare montering
 gruppledare
3151 maskinchef maskinist maskinbefäl fartyg ombord
3152 styrman fartygsbefäl kapten fartyg lots sjökapten ombord
3153 pilot flygkapten flygplan cockpit
3154 flygledare flygtrafik luftrum
3155 flygtekniker flygplan avionik luftvärdighet
3211 medicinteknisk medicinteknik tekniker bilddiagnostik apparatur sjukhus dialystekniker
3212 biomedicinsk_analytiker laboratorium provtagning klinisk prover analyser fysiologi mikrobiologi patologi
 transfusionsmedicin
3213 receptarie apotek farmaceut recept läkemedel kunder egenvård
3214 tandtekniker ortopedingenjör protes ortopedteknik
3215 laboratorieingenjör laboratorium labb lab analyser prover laborant hplc forskningsingenjör metoder
3230 terapeut alternativmedicin akupunktör zonterapi homeopat
3240 djursjukskötare djurvårdare djurklinik djursjukhus smådjur djur djurhälsopersonal
3250 tandhygienist tandvård folktandvård tandhälsa munhälsa patienter tandsten
3311 mäklare finans värdepapper börs
3312 bank banktjänsteman kontor rådgivning bolån privatrådgivare lån sparande kundrådgivare kredit bankrådgivare
3313 redovisningsekonom redovisningskonsult bokslut årsredovisning moms avstämningar deklaration redovisning
 bokföring månadsbokslut accountant årsbokslut klienter
3314 skadereglerare skador försäkring värderare skadehandläggare ersättning besiktningsman
3321 försäkringsrådgivare försäkringssäljare försäkring försäkringsförmedlare pension försäkringar
3322 säljare företagssäljare account_manager innesäljare utesäljare b2b kam företagskunder nykundsbearbetning
 kundbesök key_account affärer offert sales säljmöten kundportfölj distrikt business_development nykundsförsäljning
 prospektering avtal fältsäljare hembesök solceller
3323 inköpare upphandlare upphandling inköp leverantörer lou leverantör avrop strategisk_inköpare förhandla buyer
 category procurement förhandling
3324 ordersamordnare orderadministratör order orderläggning leveransbevakning orderhantering
3331 speditör spedition transporter frakt tull transportbokning sjöfrakt flygfrakt export import
3332 evenemang eventkoordinator reseproducent projektledare event konferens mässa arrangemang
3333 arbetsförmedlare jobbcoach arbetsmarknad arbetssökande bemanning konsultansvarig coacha matchning
 arbetskonsulent kandidater deltagare
3334 fastighetsmäklare mäklare visningar budgivning bostäder värdering objekt fmi intag
3335 fastighetsförvaltare förvaltare hyresgäster fastighet fastighetsbestånd hyra uthyrning teknisk_förvaltare
3339 förmedlare annonssäljare agent auktion säljare_annons artistförmedlare rådgivare
3341 gruppledare kontor teamleader teamledare kundtjänst kundservice supervisor
3342 domstolssekreterare domstolshandläggare juristsekreterare domstol juridisk_assistent
3343 vd-assistent chefssekreterare executive_assistant ledningsassistent chefsassistent kalender ledningsgrupp
 nämndsekreterare
3351 tull tulltjänsteman kustbevakning gräns
3352 skattehandläggare skatt beskattning skatteverket kronofogde deklarationer
3353 försäkringshandläggare försäkringskassan sjukförsäkring socialförsäkring personlig_handläggare
3354 säkerhetsinspektör skyddsvakt säkerhetssamordnare säkerhetsskydd
3355 brandingenjör byggnadsinspektör bygglovshandläggare brandskydd tillsyn bygglov plan-_och_bygglagen
3359 handläggare samordnare tillståndshandläggare ansökningar beslut utredning projektledare bidrag ärenden
 integration administrativ kommun alkoholhandläggare färdtjänsthandläggare
3360 polis polisassistent utredare brott polisiär
3411 behandlingsassistent socialpedagog hvb behandling ungdomar klienter motiverande_samtal mi boende missbruk
 behandlingshem stödboende placerade
3412 pastor församlingspedagog församlingsassistent ungdomspastor missionär
3421 idrottsutövare spelare proffs
3422 tränare instruktör idrott simlärare gym personlig_tränare träning simskola ridlärare ledare pt gruppträning
 gruppträningsinstruktör skidlärare
3423 fritidsledare ungdomar fritidsgård aktiviteter ungdomsledare fritidsverksamhet läger barnledare församling
 konfirmander kyrka barn_och_ungdomar unga kollo mötesplats ungdomsgård
3424 hälsopedagog friskvård hälsocoach friskvårdskonsulent hälsa livsstil
3431 fotograf kamera bilder porträtt skolfoto fotografering
3432 inredare dekoratör scenograf inredning skyltning visual_merchandiser
3433 inspicient scripta rekvisitör
3439 kultur arrangör trollkarl stuntman attributmakare
3441 trafiklärare trafikskola körlektion körskola körkortselever
3449 utbildare instruktör kursledare utbildningar kurser it-utbildare deltagare lärarassistent
3451 köksmästare souschef kökschef meny restaurang head_chef kök köksansvarig varubeställning sous
3452 storhushållsföreståndare kostchef köksföreståndare storkök måltid skolmåltider kökschef
3511 drifttekniker server drift driftövervakning övervakning it-drift backup operatör servrar vmware linux
 infrastruktur windows it-tekniker driftstörningar
3512 support supporttekniker helpdesk servicedesk it-support ärenden användare felsökning service_desk
 första_linjen it-tekniker incident datorer active_directory
3513 systemadministratör windows linux servrar administration behörigheter sharepoint applikationsdrift
3514 nätverkstekniker nätverk systemtekniker cisco brandvägg switchar router infrastruktur it-tekniker lan wan
 firewall
3515 webbmaster webbadministratör webbredaktör wordpress webb cms
3521 ljudtekniker bildtekniker sändningstekniker kamera studio redigerare filmfotograf videoredigerare
3522 ljustekniker scentekniker scen rigg ljus ljud teatertekniker
"""

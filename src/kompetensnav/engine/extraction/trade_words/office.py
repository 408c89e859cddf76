"""Words of adverts for office work, customer service and logistics (SSYK 4)."""

WORDS = """
4111 ekonomiassistent leverantörsreskontra kundreskontra fakturering bokföring fakturor ekonomiadministratör
 fakturahantering redovisningsassistent reskontra kontering betalningar löpande_bokföring leverantörsfakturor
4112 löneadministratör lönespecialist lön löner lönekonsult lönehantering personaladministratör lönekörning payroll
 löneprocess
4113 backoffice bank försäkring administration handläggare värdepapper
4114 marknadsassistent säljassistent säljsupport försäljningsassistent marknadsföring offerter innesupport
4115 inköpsassistent orderassistent inköp order beställningar orderadministratör avrop orderbekräftelser
 orderhandläggare
4116 skolassistent skoladministratör skolsekreterare elever skola expedition
4117 medicinsk_sekreterare vårdadministratör läkarsekreterare vårdadministration journal diktat remisser kallelser
 journalföring
4119 administratör kontorsassistent sekreterare administration diarieföring registrator kontor assistent
 administrativ administrativa_uppgifter koordinator office samordnare ärendehantering bemanningsplanerare
 schemaläggare
4211 croupier oddssättare casino spel
4212 inkasso inkasserare pantlånare fordringar krav kravhandläggare
4221 resesäljare resor resebyrå trafikassistent biljetter passagerare
4222 kundtjänst kundservice kundtjänstmedarbetare samtal ärenden kundsupport chatt mejl inkommande_samtal
 customer_service customer_support inkommande kundrådgivare supportmedarbetare kontaktcenter
4223 telefonist växel växeltelefonist samtal koppla
4224 hotellreceptionist hotell reception gäster incheckning nattreceptionist bokningar front_office utcheckning
 konferens
4225 receptionist reception besökare växel kontor kontorsreceptionist front_desk
4226 intervjuare marknadsundersökning undersökning telefonintervjuer enkäter
4321 lagerledare teamledare lager terminal arbetsledare gruppledare logistik lageransvarig
4322 lager lagerarbetare lagermedarbetare plock pack truck truckkort godsmottagning orderplock terminalarbetare
 logistik leverans gods terminal warehouse varor utlastning inleverans inventering packning plockare scanner ordrar
4323 transportledare trafikledare transportplanerare transportsamordnare chaufförer transporter planera åkeri
 fordon
4410 biblioteksassistent arkivassistent bibliotek arkiv
4420 brevbärare post brev postterminal paket sortera utdelning postnord
4430 förtroendevald nämnd fackligt
"""

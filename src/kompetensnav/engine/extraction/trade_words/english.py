"""Words of English adverts, for the groups that advertise in English; they join those of the other tables."""

WORDS = """
1250 sales_manager sales_team revenue targets head_of_sales marketing_manager go-to-market
1310 engineering_manager cto it_manager
1370 plant_manager production_manager manufacturing_manager
1720 restaurant_manager head_chef shift_manager
2113 chemist chemistry analytical synthesis laboratory
2122 data_scientist statistics statistician
2131 biologist cell molecular biology bioinformatics sequencing
2133 clinical trials pharmacology preclinical toxicology
2141 supply_chain process_engineer manufacturing_engineer logistics production_engineering
2142 civil_engineer structural construction infrastructure geotechnical
2143 electrical_engineer electronics hardware power_systems pcb fpga high_voltage
2144 mechanical_engineer mechanical design cad simulation solidworks thermal
2145 chemical_engineer process_engineer battery_cells electrochemistry
2146 metallurgy mining_engineer materials
2149 quality_engineer systems_engineer safety_engineer test_engineer
2161 architect
2172 graphic_designer art_director visual
2173 ux ui game designer user_research prototypes
2183 sustainability esg environmental
2211 physician specialist doctor consultant_physician
2221 nurse nursing patient patients ward registered_nurse medication
2260 dentist dental
2312 lecturer professor faculty university assistant_professor
2313 postdoc postdoctoral researcher research publications
2314 phd doctoral phd_student research thesis supervisor
2330 teacher teaching upper_secondary high_school students lessons subject tutor
2341 teacher teaching school pupils lessons classroom primary grade curriculum
2343 preschool preschool_teacher children kindergarten
2351 special_education special_needs
2359 tutor teaching language_teacher coach lessons language learners music_teacher instructor students
2412 controller controlling forecasting budgeting
2413 investment analyst portfolio
2421 business_developer transformation change_management consultant strategy process_improvement project_manager
2423 hr recruiter talent_acquisition people_partner sourcing
2431 marketing brand campaigns digital_marketing seo performance_marketing growth product_manager content
2432 communications press pr content social_media
2511 architect business_analyst requirements solution_architect product_owner data_engineer systems_analyst
2512 developer software engineer backend frontend full-stack programming code python java cloud devops embedded
 machine_learning kubernetes microservices apis
2513 game unreal unity gameplay
2514 test tester qa test_automation quality_assurance
2515 application_manager system_owner
2516 security cybersecurity soc vulnerability information_security
2519 data_analyst database it_project_manager bi
2614 legal_counsel contracts legal
2643 translator interpreter translation
3111 production_planner production_technician quality_technician
3113 electrical_technician automation_technician commissioning plc
3114 service_technician mechanical_technician field_service
3122 team_leader production_supervisor shift_leader
3215 laboratory lab_technician
3313 accountant accounting bookkeeping month-end closing
3322 sales account_manager account_executive b2b clients prospects sales_representative business_development
 customers
3323 buyer procurement purchasing sourcing suppliers
3331 freight forwarder shipping customs
3332 event coordinator conference
3343 executive_assistant personal_assistant calendar
3411 treatment youth_worker
3422 coach instructor trainer sports swimming fitness ski_instructor
3423 youth_leader camp leisure activities
3449 instructor trainer training courses
3451 sous_chef head_chef menu kitchen
3512 helpdesk it_support service_desk tickets end_users troubleshooting
3513 system_administrator
3514 network engineer firewall routing switches
4111 finance_assistant invoices accounts_payable
4115 order purchase orders
4119 administrator administrative office_assistant coordinator office
4222 customer_service customer_support calls chat tickets inquiries
4224 hotel receptionist front_desk guests check-in
4225 receptionist visitors
4322 warehouse picking packing forklift goods inventory
5113 guide tours tourists
5120 chef cook kitchen cooking dishes menu recipes
5131 waiter waitress restaurant serving guests
5132 bartender bar cocktails drinks
5141 hairdresser barber salon
5223 store sales_associate retail shop
5311 childcare nursery toddlers
5321 assistant_nurse elderly care_home
5330 elderly caregiver care_assistant
5343 personal_assistant disability wheelchair
5413 security_guard guard
6113 gardener gardening lawn
6210 forestry planting
7111 carpenter carpentry
7119 builder construction_worker solar_installer
7125 plumber plumbing pipes
7131 painter painting
7212 welder welding
7223 cnc machinist operator milling turning
7231 mechanic car vehicles workshop bicycle
7233 maintenance mechanic technician repair machines preventive
7411 electrician electrical installation
7412 industrial_electrician electrical_maintenance
7420 fiber telecom installer
8189 operator production machine manufacturing_operator
8211 assembly assembler vehicle
8212 electronics_assembly soldering
8219 assembly assembler
8329 courier delivery_driver parcels bike
8331 bus_driver
8332 truck_driver lorry trailer
9111 cleaner cleaning housekeeping rooms
9119 nanny babysitter au_pair babysitting
9210 berries harvest picker
9412 dishwasher kitchen_assistant restaurant crew
9413 barista coffee cafe
"""

"""The education planner's first screen: needs against seats, and the intakes that close soon."""

"""Building courses that needs share: cases, letters of intent, pools of small needs, and what they rest on."""

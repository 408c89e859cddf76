"""Jobs and logs, for administrators and data-protection officers."""

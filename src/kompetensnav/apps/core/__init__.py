"""What every app rests on: opaque ids, the audit log, the access log, jobs."""

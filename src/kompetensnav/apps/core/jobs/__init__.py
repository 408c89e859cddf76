"""Work done apart from the page that asked for it: begun once, tried again when it breaks, given up in the open.

A job is a row of django-tasks-db. What that package leaves out is here: a pulse while a job runs (``beats``), the
reaper of jobs whose worker has died (``reaper``), attempts and what is kept of an error (``attempts``), things done
at intervals (``schedule``), the loop of it all (``worker``) and what the oversight page shows (``overview``).
"""

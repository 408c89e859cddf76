"""Matching all open needs: started, followed and cancelled by analysts and administrators."""

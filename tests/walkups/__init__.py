"""Walk-ups: from walking up to the mirror to the first counted rep, by people who know nothing but what it says."""

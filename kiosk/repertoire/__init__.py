"""What a trainer does with files of drills and playlists, by commands or a program, and the watch over theirs."""

"""The mouth: from guidance to utterances (`narration`), which of them when (`lineup`), and their sound (`mixer`)."""

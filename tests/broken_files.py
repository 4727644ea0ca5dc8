"""A corpus of broken files: what is changed in a sound one, and how the message begins behind the file's name.

Playlists are changed copies of `PLAYLIST`, drills of the shipped hip hinge under the id "hinge"; settings are whole.
"""

from __future__ import annotations

PLAYLIST = """
name = "Tuesday"
purpose = "The evening class."
for_whom = "Beginners."
order = "circuit"
rest = 20.0
round_rest = 60.0
voice = false

[[schedule]]
days = ["tuesday", "thursday"]
begin = "17:00"
end = "20:00"

[[items]]
drill = "hip_hinge"
sets = 2
repetitions = 3
tempo = { down = 4.0, pause = 1.0, up = 2.0 }
load = "A light kettlebell"
strictness = "beginner"

[[items]]
drill = "forearm_plank"
sets = 1
seconds = 15.0
"""

PLAYLISTS: list[tuple[str, str, str]] = [
    ('name = "Tuesday"', "", "name: missing; add it"),
    ('name = "Tuesday"', "name = 3", "name: input should be a valid string (found 3)"),
    ('"Tuesday"', '""', "name: is empty; say something (found '')"),
    ('"Tuesday"', f'"{"x" * 33}"', "name: too long for the glass: 33 characters, at most 32"),
    ('"Tuesday"', '"A\\nB"', "name: must be one line"),
    ('"Tuesday"', '"{x}"', "name: nothing is filled in here"),
    ('name = "Tuesday"', 'nmae = "Tuesday"', 'nmae: unknown key; did you mean "name"?'),
    ('name = "Tuesday"', 'name = "Tuesday', "not valid TOML"),
    ('name = "Tuesday"', 'name = "A"\nname = "B"', "not valid TOML"),
    ('"The evening class."', f'"{"x" * 161}"', "purpose: too long for the glass"),
    ('"Beginners."', "[]", "for_whom: input should be a valid string"),
    ("for_whom", "for_who", 'for_who: unknown key; did you mean "for_whom"?'),
    ('"circuit"', '"circle"', "order: input should be 'sets' or 'circuit' (found 'circle')"),
    ('order = "circuit"\n', "", 'round_rest: there are no rounds; add order = "circuit", or take it out'),
    ("rest = 20.0", "rest = -1.0", "rest: input should be greater than or equal to 0 (found -1.0)"),
    ("rest = 20.0", "rest = 601.0", "rest: input should be less than or equal to 600"),
    ("rest = 20.0", 'rest = "20"', "rest: input should be a valid number (found '20')"),
    ("rest = 20.0", "rest = nan", "rest: input should be a finite number"),
    ("rest = 20.0", "rest = true", "rest: input should be a valid number"),
    ("round_rest = 60.0", "round_rest = inf", "round_rest: input should be a finite number"),
    ("voice = false", 'voice = "no"', "voice: input should be a valid boolean"),
    ("voice = false", "voice = 0", "voice: input should be a valid boolean"),
    ("voice = false", 'language = "klingon"', "language: language 'klingon': none of that name; known: en, es"),
    ("voice = false", "language = 1", "language: input should be a valid string"),
    ("voice = false", 'language = "nowhere.toml"', "language: nowhere.toml: no such file"),
    ('"thursday"', '"thursdy"', "schedule.0.days.1: input should be 'monday'"),
    ('["tuesday", "thursday"]', '"tuesday"', "schedule.0.days: input should be a valid"),
    ('["tuesday", "thursday"]', "[]", "schedule.0: days names none; name some, or take days out for every day"),
    ('"17:00"', '"25:00"', 'schedule.0.begin: must be a time of day, as "17:30" (found \'25:00\')'),
    ('"17:00"', "17", 'schedule.0.begin: must be a time of day, as "17:30" (found 17)'),
    ('"20:00"', '"16:00"', "schedule.0: end must lie after begin; a night takes two entries"),
    ("begin =", "from =", "schedule.0.from: unknown key; known: begin, days, end"),
    ("[[schedule]]", "[schedule]", "schedule: input should be a valid"),
    ("[[schedule]]", "[[shedule]]", 'shedule: unknown key; did you mean "schedule"?'),
    ("[[schedule]]", '[[schedule]]\nend = "24:00"\n[[schedule]]', "schedule: every day 00:00 to 24:00 and tue"),
    ("[[schedule]]", "[[schedule]", "not valid TOML"),
    ('drill = "hip_hinge"', "", "items.0.drill: missing; add it"),
    ('"hip_hinge"', '"hip_hing"', 'items.0.drill: no such drill; did you mean "hip_hinge"? (found \'hip_hing\')'),
    ('"hip_hinge"', "7", "items.0.drill: input should be a valid string (found 7)"),
    ("sets = 2", "sets = 0", "items.0.sets: input should be greater than or equal to 1 (found 0)"),
    ("sets = 2", "sets = 21", "items.0.sets: input should be less than or equal to 20"),
    ("sets = 2", "sets = 2.5", "items.0.sets: input should be a valid integer"),
    ("sets = 2", "set = 2", 'items.0.set: unknown key; did you mean "sets"?'),
    ("repetitions = 3", "repetitions = 101", "items.0.repetitions: input should be less than or equal to 100"),
    ("repetitions = 3", "seconds = 3.0", "items.0.seconds: hip_hinge is counted by reps; give repetitions instead"),
    ("seconds = 15.0", "repetitions = 3", "items.1.repetitions: forearm_plank is held; give seconds instead"),
    ("seconds = 15.0", "seconds = 0.0", "items.1.seconds: input should be greater than 0"),
    ("seconds = 15.0", "seconds = 5.0\nrepetitions = 5", "items.1: takes repetitions or seconds, and not both"),
    ("seconds = 15.0", "rest = 5.0", "items.1.rest: in a circuit the playlist's own rest and round_rest hold"),
    ("down = 4.0", "down = 0.5", "items.0.tempo.down: too short for hip_hinge; give 1.56 seconds or more (found 0"),
    ("down = 4.0", "down = 5.5", "items.0.tempo.down: input should be less than or equal to 5 (found 5.5)"),
    ("down = 4.0", 'down = "4"', "items.0.tempo.down: input should be a valid number"),
    ("down = 4.0", "dwon = 4.0", 'items.0.tempo.dwon: unknown key; did you mean "down"?'),
    ("pause = 1.0", "pause = 0.1", "items.0.tempo.pause: too short for hip_hinge; give 0.45 seconds or more"),
    ("up = 2.0", "up = 0.0", "items.0.tempo.up: too short for hip_hinge"),
    ("{ down = 4.0, pause = 1.0, up = 2.0 }", '"4-1-2"', "items.0.tempo: "),
    ("seconds = 15.0", "tempo = { down = 3.0 }", "items.1.tempo: forearm_plank is held; give seconds instead"),
    ('"hip_hinge"', '"kettlebell_swing"', "items.0.tempo: kettlebell_swing is done at full speed"),
    ('"A light kettlebell"', f'"{"x" * 49}"', "items.0.load: too long for the glass: 49 characters, at most 48"),
    ('"A light kettlebell"', "16", "items.0.load: input should be a valid string"),
    ('"beginner"', '"harsh"', "items.0.strictness: input should be 'beginner', 'standard' or 'strict'"),
    ("[[items]]", "[[item]]", 'item: unknown key; did you mean "items"?'),
    ("[[items]]", "[items]", "not valid TOML"),
    ('name = "Tuesday"', f"name = {'[' * 2000}", "not valid TOML"),
    ('name = "Tuesday"', f"rest = {'9' * 5000}", "not valid TOML"),
    ('name = "Tuesday"', 'name = "\x00"', "not valid TOML"),
]

DRILLS: list[tuple[str, str, str]] = [
    ('id = "hinge"', 'id = "Hip Hinge"', "id: string should match pattern"),
    ('name = "Hip hinge"', f'name = "{"x" * 33}"', "name: too long for the glass: 33 characters, at most 32"),
    ("repetitions = 8", "repetitions = 0", "dose.repetitions: input should be greater than or equal to 1"),
    ('view = "side"', 'view = "front"', "view: input should be 'side'"),
    ("repetitions = 8", "seconds = 8.0", "dose: a drill counted by torso needs repetitions"),
    ("repetitions = 8", "repetitions = 8\nseconds = 8.0", "dose: needs repetitions or seconds, and not both"),
    ('start = "standing"', 'start = "hanging"', "start: input should be 'standing', 'seated', 'kneeling'"),
    (
        'start = "standing"',
        'start = "lying"',
        "faults.watch: rounded_back, ",
    ),
    ("Stand side-on, feet", "Stand side-on " * 4 + "feet", "setup.0: too long for the glass: 81 characters"),
    ('by = "torso"', 'by = "torsoo"', "count.by: did you mean \"torso\"? (found 'torsoo')"),
    ('by = "torso"\n', "", "count.by: missing; add it"),
    ('by = "torso"', 'by = "hold"', "count.bend: missing; add it"),
    ("begin = 20.0", "begn = 20.0", 'count.begn: unknown key; did you mean "begin"?'),
    ("rest = 12.0", "rest = 25.0", "count: needs rest < begin < bottom[0] < bottom[1]"),
    ("bottom = [42.0, 92.0]", "bottom = [92.0, 42.0]", "count: needs rest < begin"),
    ("bottom = [42.0, 92.0]", "bottom = [42.0]", "count.bottom"),
    ("[faults]", '[special]\nkind = "rollr"\ngap = 0.1\n\n[faults]', 'special.kind: did you mean "roller"?'),
    (
        "[faults]",
        '[special]\nkind = "roller"\ngapp = 0.1\n\n[faults]',
        'special.gapp: unknown key; did you mean "gap"?',
    ),
    ('progress_to = "good_morning"', 'progress_to = "good_mornin"', "progress_to: no such drill; did you mean"),
    ('down = "in"', 'down = "inn"', "breathing.down: input should be 'in'"),
    ("down = 2.5", "down = 0.0", "tempo.down: input should be greater than 0"),
    ("knee_flexion = 18.0", "knee_flexion = -5.0", "target.knee_flexion: input should be greater than"),
    ('"rounded_back",', '"rounded_bak",', "faults.watch.0: input should be 'rounded_back'"),
    ("squatting = 0.35", "squatting = 2.5", "faults.disqualify.squatting: input should be less than"),
    ("squatting = 0.35", "hurry = 0.5", "faults.disqualify.hurry"),
    ("[faults.limits.squatting]", "[faults.limits.hurry]", "faults.limits.hurry"),
    ('    "squatting",\n', "", "faults: squatting cannot disqualify without being watched"),
    ("extreme = 90.0", "extreme = 50.0", "faults.limits.squatting: tolerance must be below extreme (found 58"),
    ("extreme = 90.0", "exreme = 90.0", 'faults.limits.squatting.exreme: unknown key; did you mean "extreme"?'),
    ("least_hinge_ratio = 0.66", "least_hinge_ratio = 1.0", "faults.limits.squatting.least_hinge_ratio"),
]

MORE_DRILLS: list[tuple[str, str, str]] = [
    ('id = "hinge"', 'id = "other"', 'id: must be the file\'s name, "hinge" (found \'other\')'),
    ('id = "hinge"', "", "id: missing; add it"),
    ("[count]", "[cuont]", 'cuont: unknown key; did you mean "count"?'),
    ("[count]", "[count", "not valid TOML"),
    ("[tempo]", "[[tempo]]", "tempo: input should be"),
    ("begin = 20.0", 'begin = "20"', "count.begin: input should be a valid number (found '20')"),
    ("begin = 20.0", "begin = nan", "count.begin: input should be a finite number"),
    ("begin = 20.0", "begin = -20.0", "count.begin: input should be greater than 0"),
    ("begin = 20.0", "begin = 2.0", "count: needs rest < begin < bottom[0] < bottom[1]"),
    ("from_bottom = false", "from_bottom = 0", "count.from_bottom: input should be a valid boolean"),
    ("still_short = 1.2", "still_short = 0.1", "count.still_short: input should be greater than or equal to 0.5"),
    ("hands_above = 0.45", "hands_above = 45", "count.hands_above: input should be less than 1"),
    ("hands_above = 0.45", "down_within = 3.0", "count: down_within is for lifts"),
    ("torso_inclination = 62.0", "torso_inclination = 190.0", "target.torso_inclination: input should be less than"),
    ("torso_inclination = 62.0", "", "target.torso_inclination: missing; add it"),
    ('arms = "hips"', 'arms = "hip"', "target.arms: input should be 'hips'"),
    ('arms = "hips"', 'support = "hands"', "target.support: input should be"),
    ("shortest_down = 1.3", "shortest_down = -1.3", "tempo.shortest_down: input should be greater than or equal"),
    ("shortest_up", "shortestup", 'tempo.shortestup: unknown key; did you mean "shortest_up"?'),
    ("sets = 3", "sets = 21", "dose.sets: input should be less than or equal to 20"),
    ("sets = 3", "sets = 3.5", "dose.sets: input should be a valid integer"),
    ("rest = 60.0", "rest = 6000.0", "dose.rest: input should be less than or equal to 600"),
    ('muscles = ["glutes", "hamstrings", "erectors hold"]', 'muscles = "glutes"', "muscles: input should be a valid"),
    ('regress_to = "dowel_hinge"', "regress_to = 3", "regress_to: input should be a valid string"),
    ('regress_to = "dowel_hinge"', 'regress_to = "Dowel Hinge"', "regress_to: string should match pattern"),
    ("[phases]", "[phase]", 'phase: unknown key; did you mean "phases"?'),
    ('top = "Stand tall"', 'tops = "Stand tall"', 'phases.tops: unknown key; did you mean "top"?'),
    ("tolerance = 58.0", "tolerance = inf", "faults.limits.squatting.tolerance: input should be a finite number"),
    ('purpose = "Fold', 'purpose = "{x} Fold', "purpose: nothing is filled in here"),
    ('sources = ["S1"]', 'sources = ["S1"', "not valid TOML"),
]

SETTINGS: list[tuple[str, str]] = [
    ("[session", "not valid TOML"),
    ("session = 3", "session: input should be"),
    ("session = []", "session: input should be"),
    ("[[session]]", "session: input should be"),
    ("[sesion]", 'sesion: unknown key; did you mean "session"?'),
    ("[session]\ndrill = 3", "session.drill: input should be a valid string"),
    ("[session]\nstrictness = \"harsh\"", "session.strictness: input should be 'beginner', 'standard' or 'strict'"),
    ("[session]\nstrictnes = \"strict\"", 'session.strictnes: unknown key; did you mean "strictness"?'),
    ("[session]\nplaylists = 3", "session.playlists: input"),
    ("[session]\ndrills = []", "session.drills: input"),
    ("[session]\nrepetitions = 101", "session.repetitions: input should be less than or equal to 100"),
    ("[session]\nrepetitions = 2.5", "session.repetitions: input should be a valid integer"),
    ("[session]\nlanguage = \"\"", "session.language: string should have at least 1 character"),
    ("[session]\ncautions_for = -1.0", "session.cautions_for: input should be greater than or equal to 0"),
    ("[session]\nresume_within = nan", "session.resume_within: input should be a finite number"),
    ("[session]\nhands_free = 1", "session.hands_free: input should be a valid boolean"),
    ("[camera]\nsource = 3", "camera.source: input should be a valid string"),
    ("[camera]\nsource = \"usb:x\"", "camera.source: must be auto, picamera2"),
    ("[camera]\nrotation = 91", "camera.rotation: input should be 0, 90, 180 or 270"),
    ("[camera]\ntilt = \"up\"", "camera.tilt: input should be a valid number"),
    ("[pose]\ndetection_threshold = 2", "pose.detection_threshold: input should be less than or equal to 1"),
    ("[zone]\nleft = 0.9\nright = 0.1", "zone: left (0.9) must be less than right (0.1)"),
    ("[zone]\nsmallest = -0.1", "zone.smallest: input should be greater than or equal to 0"),
    ("[glass]\nwidth_mm = 0", "glass.width_mm: input should be greater than or equal to 80"),
    ("[glass]\nlink = \"example.org\"", "glass.link: must be a whole address without blanks"),
    ("[glass]\nline = \"white\"", "glass.line: string should match pattern"),
    ("[glass]\nlarge_type = \"yes\"", "glass.large_type: input should be a valid boolean"),
    ("[mirror]\ndowel = \"sometimes\"", "mirror.dowel: input should be 'auto', 'always' or 'never'"),
    ("[cabinet]\nbar_pins = [5]", "cabinet.bar_pins: needs at least two pins"),
    ("[cabinet]\nbar_pins = [5, 5]", "cabinet: pin 5 is used twice"),
    ("[cabinet]\nbar_pins = [5, 99]", "cabinet.bar_pins.1: input should be less than or equal to 27"),
    ("[cabinet]\nbuttons = [{pin = 22}]", "cabinet.buttons.0.verb: missing; add it"),
    ("[voice]\nvolume = 11", "voice.volume: input should be less than or equal to 1"),
    ("[voice]\ncounts = \"some\"", "voice.counts: input should be 'all'"),
    ("[voice.phrases]\npaws = [\"x\"]", "voice.phrases.paws"),
    ("[records]\nenabled = \"no\"", "records.enabled: input should be a valid boolean"),
    ("[effort]\nhot = 80.0\ncool = 90.0", "effort: cool (90) must lie below hot (80)"),
    ("[effort]\nlag_ms = 1", "effort.lag_ms: input should be greater than or equal to 50"),
    ("a = " + "[" * 3000, "not valid TOML"),
    ("a = " + "9" * 5000, "not valid TOML"),
    ("\x00", "not valid TOML"),
]

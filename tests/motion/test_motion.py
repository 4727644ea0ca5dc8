"""From poses to reps, on people who move."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from signals import HINGE, LIFT, Leg, course, rep
from stick_figure import Profile, Stick, bowed, pose_of, with_back

from kiosk.motion.balance import TRUE_SHARE
from kiosk.motion.centres_table import CentresTable, SegmentCoefficients
from kiosk.motion.motion import MaskNeed, Moment, Motion
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import Facing, Measure, Phase
from kiosk.motion.rep import Rep
from kiosk.motion.reps import RISING
from kiosk.motion.standing import STANDING_LEAN
from kiosk.pose.pose import Joint, Pose

STAND = Leg(0.0, 2.0)
NO_CORRECTION = CentresTable(
    most=15.0, torso=SegmentCoefficients(), thigh=SegmentCoefficients(), shank=SegmentCoefficients()
)
PERSON = Stick(torso=3.0, knee=5.0, shin=2.0)


def hinged(stick: Stick, degrees: float) -> Stick:
    """``stick`` with the torso ``degrees`` further than standing: knees soften, shins go back a little."""
    return replace(
        stick, torso=stick.torso + degrees, knee=stick.knee + 0.25 * degrees, shin=stick.shin - 0.08 * degrees
    )


def squatted(stick: Stick, degrees: float) -> Stick:
    """``stick`` with hips and knees bent by ``degrees`` and the torso nearly upright."""
    return replace(
        stick, torso=stick.torso + 0.15 * degrees, knee=stick.knee + degrees, shin=stick.shin + 0.15 * degrees
    )


def poses(legs: Iterable[Leg], stick: Stick = PERSON, move=hinged, rate: float = 30.0) -> list[Pose]:  # type: ignore[no-untyped-def]
    return [pose_of(move(stick, degrees), time) for time, degrees in course(legs, rate)]


def follower(rule: RepRule) -> Motion:
    """For sticks, whose landmarks are their joint centres."""
    return Motion(rule, NO_CORRECTION)


def followed(seen: Iterable[Pose], rule: RepRule = HINGE, motion: Motion | None = None) -> list[Moment]:
    motion = motion or follower(rule)
    return [motion(pose) for pose in seen]


def reps(moments: Iterable[Moment]) -> list[Rep]:
    return [moment.rep for moment in moments if moment.rep is not None]


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize("rate", [15.0, 30.0])
def test_three_hinges_are_three_reps(facing: Facing, rate: float) -> None:
    legs = [STAND, *rep(60.0, 2.0, 0.6, 1.5, 1.5), *rep(70.0, 2.0, 0.6, 1.5, 1.5), *rep(50.0, 2.0, 0.6, 1.5, 1.5)]
    moments = followed(poses(legs, replace(PERSON, facing=facing), rate=rate))
    found = reps(moments)
    assert [item.number for item in found] == [1, 2, 3]
    for item, begin, depth in zip(found, (2.0, 7.6, 13.2), (60.0, 70.0, 50.0), strict=True):
        assert item.bottom == pytest.approx(begin + 2.3, abs=0.2)
        assert begin - 0.2 < item.start < item.bottom < item.end < begin + 4.3
        assert item.tempo.down == pytest.approx(1.75, abs=0.4)
        assert item.tempo.up == pytest.approx(1.3, abs=0.4)
        assert item.tempo.pause == pytest.approx(0.9, abs=0.4)
        assert item.tempo.step == pytest.approx(1.0 / rate, rel=0.01)
        assert item.tempo.peak_speed == pytest.approx(1.875 * depth / 1.5, rel=0.1)
        assert item.in_range
        assert item.returned
        change = {name: item.change.value(name) for name in ("torso_inclination", "knee_flexion", "shin_inclination")}
        assert change["torso_inclination"] == pytest.approx(depth, abs=1.0)
        assert change["knee_flexion"] == pytest.approx(0.25 * depth, abs=1.0)
        assert change["shin_inclination"] == pytest.approx(-0.08 * depth, abs=1.0)
        assert item.change.value("hip_flexion") == pytest.approx(1.33 * depth, abs=2.0)
        assert item.bottom_posture.value("hinge_ratio") == pytest.approx(1.33 / 1.58, abs=0.02)
        assert item.top_change.value("torso_inclination") == pytest.approx(0.0, abs=1.0)
        assert item.top_change.value("hip_flexion") == pytest.approx(0.0, abs=2.0)
    assert moments[-1].posture.facing is facing
    assert moments[-1].phase is Phase.STANDING


def test_a_rep_is_told_once_it_is_over() -> None:
    moments = followed(poses([STAND, *rep()]))
    (closing,) = (moment for moment in moments if moment.rep is not None)
    assert closing.rep is not None
    assert closing.rep.end <= closing.posture.time < closing.rep.end + 1.0


@pytest.mark.parametrize(
    ("depth", "in_range"), [(30.0, False), (38.0, False), (42.0, True), (108.0, True), (115.0, False)]
)
def test_the_range_is_against_standing(depth: float, in_range: bool) -> None:
    for tilt in (0.0, 6.0):
        (item,) = reps(followed(poses([STAND, *rep(depth)], replace(PERSON, torso=3.0 + tilt))))
        assert item.in_range is in_range


@pytest.mark.parametrize("standing", [-8.0, 0.0, 12.0])
def test_a_tilted_camera_is_taken_off(standing: float) -> None:
    moments = followed(poses([STAND, *rep(60.0)], replace(PERSON, torso=standing)))
    upright = moments[45].posture.measures.value("torso_inclination")
    assert upright == pytest.approx(STANDING_LEAN, abs=0.2)
    assert moments[45].signal == pytest.approx(0.0, abs=0.2)
    (item,) = reps(moments)
    assert item.bottom_posture.value("torso_inclination") == pytest.approx(60.0 + STANDING_LEAN, abs=1.0)


def test_a_squat_is_an_excursion_out_of_range() -> None:
    (item,) = reps(followed(poses([STAND, *rep(80.0)], move=squatted)))
    assert not item.in_range
    assert item.change.value("knee_flexion") == pytest.approx(80.0, abs=2.0)
    assert item.bottom_posture.value("hinge_ratio") == pytest.approx(0.5, abs=0.05)


def test_a_short_lockout_is_seen_at_the_top() -> None:
    legs = [STAND, Leg(70.0, 1.5), Leg(25.0, 1.2), Leg(25.0, 0.3), Leg(70.0, 1.5), Leg(0.0, 1.5), STAND]
    first, second = reps(followed(poses(legs)))
    assert not first.returned
    assert first.top_change.value("torso_inclination") == pytest.approx(25.0, abs=2.0)
    assert second.returned
    assert second.top_change.value("torso_inclination") == pytest.approx(0.0, abs=2.0)


def test_the_way_up_is_measured_where_the_torso_has_done_a_quarter() -> None:
    """Knees of who comes up in one piece have done the same share of their way there."""
    (item,) = reps(followed(poses([STAND, *rep(80.0)])))
    assert item.part_way_up is not None
    done = []
    for name in ("torso_inclination", "knee_flexion"):
        bottom, middle, top = (part.value(name) for part in (item.bottom_posture, item.part_way_up, item.top_posture))
        assert bottom is not None
        assert middle is not None
        assert top is not None
        done.append((bottom - middle) / (bottom - top))
    assert done[0] == pytest.approx(RISING, abs=0.05)
    assert done[1] == pytest.approx(done[0], abs=0.05)


def lifted(ahead: float) -> list[Pose]:
    """A lift whose knees have done ``ahead`` of their way up before the torso begins its own."""
    seen = poses([STAND])

    def go(torso: float, knee: float, seconds: float) -> None:
        first, before, count = len(seen), at.copy(), round(seconds * 30.0)
        for n in range(1, count + 1):
            share = 0.5 - 0.5 * math.cos(math.pi * n / count)
            lean, bend = (old + share * (new - old) for old, new in zip(before, (torso, knee), strict=True))
            stick = replace(PERSON, torso=PERSON.torso + lean, knee=PERSON.knee + bend, shin=PERSON.shin + 0.2 * bend)
            seen.append(pose_of(stick, (first + n - 1) / 30.0))
        at[:] = torso, knee

    at = [0.0, 0.0]
    go(80.0, 70.0, 1.5)
    go(80.0, 70.0, 0.4)
    if ahead > 0.0:
        go(80.0, 70.0 * (1.0 - ahead), 0.6)
    go(0.0, 0.0, 1.3)
    go(0.0, 0.0, 1.5)
    return seen


@pytest.mark.parametrize(
    ("ahead", "knees", "hips"), [(0.0, (0.2, 0.3), (0.25, 0.55)), (0.8, (0.8, 0.95), (0.85, 1.0))]
)
def test_hips_that_rise_under_a_torso_that_stays_down_are_ahead_of_it(
    ahead: float, knees: tuple[float, float], hips: tuple[float, float]
) -> None:
    """Though the torso's way up seems to begin only when they have risen."""
    (item,) = reps(followed(lifted(ahead)))
    assert item.part_way_up is not None
    assert item.hips_risen is not None
    bottom, middle = (part.value("knee_flexion") for part in (item.bottom_posture, item.part_way_up))
    assert bottom is not None
    assert middle is not None
    assert knees[0] <= 1.0 - (middle - PERSON.knee) / 70.0 <= knees[1]
    assert hips[0] <= item.hips_risen.value <= hips[1]


@pytest.mark.parametrize("turn", [0.0, 20.0])
def test_how_far_the_arms_lean_is_told_at_the_bottom(turn: float) -> None:
    """Elbow ahead of the shoulder is positive; the arms of sticks go along with the torso."""
    person = replace(PERSON, turn=turn, broad=False)
    (item,) = reps(followed(poses([STAND, *rep(60.0)], person)))
    assert item.arm_lean is not None
    assert item.arm_lean.value == pytest.approx(-(PERSON.torso + 60.0 + 25.0), abs=3.0)


def test_times_are_known_to_the_longest_gap_in_what_was_seen() -> None:
    seen = poses([STAND, *rep(60.0)])
    (whole,) = reps(followed(seen))
    assert whole.tempo.step == pytest.approx(1.0 / 30.0, abs=0.001)
    lost = whole.start + 0.5
    (item,) = reps(followed([pose for pose in seen if not lost < pose.time < lost + 0.4]))
    assert item.tempo.step == pytest.approx(0.4, abs=0.05)


def test_hips_that_hardly_rise_tell_nothing_of_their_way() -> None:
    (item,) = reps(followed(poses([STAND, *rep(60.0)])))
    assert item.part_way_up is not None
    assert item.hips_risen is None


def test_a_change_of_the_balance_is_told_in_true_lengths_of_the_foot() -> None:
    """Heel and toe landmarks lie nearer to each other than the ends of the sole."""
    (item,) = reps(moments := followed(poses([STAND, *rep(60.0)])))
    baseline = moments[-1].baseline
    assert baseline is not None
    read = item.bottom_posture.value("balance")
    assert read is not None
    gone = read - baseline.value("balance", 0.0)
    assert abs(gone) > 0.1
    assert item.change.value("balance") == pytest.approx(TRUE_SHARE * gone, abs=0.02)


@dataclass(frozen=True)
class Reaching(Stick):
    """Somebody whose hands are so many metres over the ground."""

    hands: float = 0.9

    def sagittal(self) -> dict[str, complex]:
        joints = super().sagittal()
        wrist = complex(joints["shoulder"].real, self.hands)
        return {**joints, "wrist": wrist, "hand": wrist + 0.06}


def bent_with_hands(hands: float, knee: float) -> list[Pose]:
    """Three reps to 70 degrees, the knees bent by ``knee`` and the hands brought to ``hands`` at the bottom."""

    def move(stick: Stick, degrees: float) -> Stick:
        share = degrees / 70.0
        return Reaching(
            torso=3.0 + degrees,
            knee=4.0 + knee * share,
            shin=2.0 + 0.15 * knee * share,
            hands=0.9 + (hands - 0.9) * share,
        )

    return poses([Leg(0.0, 1.2), *(leg for _ in range(3) for leg in rep(70.0))], move=move)


@pytest.mark.parametrize(
    ("hands", "knee", "count"),
    [
        (0.25, 55.0, 0),  # picks something up
        (0.25, 12.0, 3),  # hinges deep, the arms hang
        (0.8, 55.0, 3),  # bends the knees, the hands stay at the hips: a fault, and a rep
    ],
)
def test_who_reaches_for_the_floor_on_bent_knees_does_no_rep(hands: float, knee: float, count: int) -> None:
    seen = bent_with_hands(hands, knee)
    assert len(reps(followed(seen, replace(HINGE, hands_above=0.45)))) == count
    assert len(reps(followed(seen))) == 3  # where hands may go anywhere, as in lifts


def test_hands_that_are_not_seen_reach_for_nothing() -> None:
    seen = bent_with_hands(0.25, 55.0)
    for pose in seen:
        pose.visibility[[Joint.LEFT_WRIST, Joint.RIGHT_WRIST]] = 0.01
    assert len(reps(followed(seen, replace(HINGE, hands_above=0.45)))) == 3


def walk(lean: float, seconds: float, metres: float) -> list[Pose]:
    """Somebody stands, crosses the picture leaning forward, and stands again."""
    still = [pose_of(replace(PERSON, x=130.0), i / 30.0) for i in range(60)]
    result = list(still)
    for time, degrees in course([Leg(lean, 0.4), Leg(lean, seconds - 0.8), Leg(0.0, 0.4)]):
        x = 130.0 + metres * PERSON.scale * time / seconds
        result.append(pose_of(replace(hinged(PERSON, degrees), x=x), 2.0 + time))
    return result + [pose_of(replace(PERSON, x=x), 2.0 + seconds + i / 30.0) for i in range(1, 60)]


@pytest.mark.parametrize("lean", [30.0, 60.0])
def test_a_walk_across_the_picture_is_no_rep(lean: float) -> None:
    assert reps(followed(walk(lean, 2.5, 0.0))), "on the spot it would be one"
    motion = follower(HINGE)
    assert reps(followed(walk(lean, 2.5, 0.9), motion=motion)) == []
    later = [replace(pose, time=pose.time + 10.0) for pose in poses([STAND, *rep()])]
    assert [item.number for item in reps(followed(later, motion=motion))] == [1], "it took no number"


def test_a_step_to_shift_the_feet_does_not_lose_the_rep() -> None:
    assert len(reps(followed(walk(60.0, 2.5, 0.2)))) == 1


def test_hidden_legs_leave_the_torso_to_count() -> None:
    hidden = {joint: 0.1 for joint in Joint if joint >= Joint.LEFT_KNEE}
    legs = [STAND, *rep(60.0)]
    seen = [pose_of(hinged(PERSON, degrees), time, hidden) for time, degrees in course(legs)]
    (item,) = reps(followed(seen))
    assert item.in_range
    assert item.change.knee_flexion is None
    assert item.bottom_posture.hip_flexion is None


def test_jumping_legs_behind_plates_start_no_lift() -> None:
    """A barbell hides the legs; in a lift the torso alone tells."""
    rng = np.random.default_rng(5)
    upright = [squatted(PERSON, float(value)) for value in rng.uniform(0.0, 90.0, 150)]
    seen = [pose_of(replace(stick, torso=3.0), i / 30.0) for i, stick in enumerate(upright)]
    assert reps(followed(seen, LIFT)) == []


def test_a_lift_from_the_floor_is_a_rep_without_a_way_down() -> None:
    legs = [Leg(70.0, 3.0), Leg(0.0, 1.5), STAND, *rep(70.0, 2.0, 0.5, 1.5)]
    seen = [pose_of(hinged(PERSON, degrees), time) for time, degrees in course(legs, begin=70.0)]
    first, second = reps(followed(seen, LIFT))
    assert first.tempo.down == 0.0
    assert first.tempo.pause == 0.0
    assert first.tempo.up == pytest.approx(1.3, abs=0.3)
    assert first.start == pytest.approx(3.0, abs=0.4)
    assert second.tempo.down > 1.0


@pytest.mark.parametrize("at", [4.0, 4.2, 3.2])
def test_one_wild_frame_does_not_tell_the_posture(at: float) -> None:
    seen = poses([STAND, *rep(60.0, 2.0, 0.6, 1.5)])
    index = round(at * 30)
    wild = replace(pose_of(hinged(PERSON, 130.0), seen[index].time), presence=0.9)
    (item,) = reps(followed([*seen[:index], wild, *seen[index + 1 :]]))
    assert item.in_range
    assert item.change.value("torso_inclination") == pytest.approx(60.0, abs=3.0)
    assert item.change.value("knee_flexion") == pytest.approx(15.0, abs=3.0)


def test_one_step_of_absence_is_bridged_and_a_long_one_is_not() -> None:
    for missing, expected in ((0.6, 1), (1.6, 0)):
        motion = follower(HINGE)
        found = []
        for pose in poses([STAND, *rep(60.0, 2.0, 2.0, 1.5)]):
            if 4.0 <= pose.time < 4.0 + missing:
                motion.absent(pose.time)
            else:
                found.append(motion(pose))
        assert len(reps(found)) == expected


def test_a_new_set_counts_from_one_with_the_same_baseline() -> None:
    motion = follower(HINGE)
    first = followed(poses([STAND, *rep(), *rep()]), motion=motion)
    assert [item.number for item in reps(first)] == [1, 2]
    baseline = motion.baseline
    motion.begin_set()
    assert motion.baseline is baseline
    later = [replace(pose, time=pose.time + 20.0) for pose in poses([Leg(0.0, 0.3), *rep()])]
    assert [item.number for item in reps(followed(later, motion=motion))] == [1]


def test_whoever_comes_next_has_another_body() -> None:
    motion = follower(HINGE)
    followed(poses([STAND]), motion=motion)
    assert motion.baseline is not None
    motion.forget()
    assert motion.baseline is None
    leaning = [replace(pose, time=pose.time + 5.0) for pose in poses([STAND], replace(PERSON, torso=14.0))]
    followed(leaning, motion=motion)
    assert motion.baseline is not None
    assert motion.baseline.value("torso_inclination", 0.0) == pytest.approx(14.0, abs=0.2)


def test_the_mask_is_wanted_while_a_first_baseline_is_taken_and_at_the_bottom() -> None:
    motion = follower(HINGE)
    wanted = {}
    for pose in poses([STAND, *rep(90.0, 1.2, 1.0, 1.2, 1.0)]):
        motion(pose)
        wanted[round(pose.time, 2)] = motion.mask_need is MaskNeed.NOW
    assert wanted[0.3]
    assert not wanted[1.9]
    assert not wanted[2.6], "dropping fast: the bottom is still to come"
    assert wanted[3.7]
    assert not wanted[6.0]


PARABOLA = -0.28
"""What is told of a back that goes from 0.2 to -0.17: a parabola bends the upper back more than backs do, and of that
only a part is believed."""


@pytest.mark.parametrize("rate", [12.0, 30.0])
def test_the_masks_asked_for_are_enough_to_judge_the_back(rate: float) -> None:
    motion = follower(HINGE)
    found, asked = [], 0
    for pose in poses([Leg(0.0, 1.5), *rep(60.0, 1.5, 0.3, 1.2)], rate=rate):
        if motion.mask_need is MaskNeed.NOW:
            asked += 1
            bent = pose.time > 1.6
            pose = with_back(pose, PERSON.facing, bowed(-0.17 if bent else 0.2))
        found.append(motion(pose))
    (item,) = reps(found)
    assert item.change.value("back_curvature") == pytest.approx(PARABOLA, abs=0.04)
    assert asked < 0.75 * len(found)


def backs(standing: Profile, bottom: Profile) -> list[Pose]:
    """One rep by somebody whose back looks as given, standing and bent."""
    result = []
    for pose in poses([Leg(0.0, 1.2), *rep(60.0, 1.0, 0.5, 1.0, 0.6)], rate=12.0):
        bent = 1.1 < pose.time < 3.6
        result.append(with_back(pose, PERSON.facing, bottom if bent else standing))
    return result


def test_a_rounded_back_is_told_against_the_person_s_own_standing() -> None:
    (flat,) = reps(followed(backs(bowed(0.2), bowed(0.2))))
    (rounded,) = reps(followed(backs(bowed(0.2), bowed(-0.17))))
    assert flat.change.value("back_curvature") == pytest.approx(0.0, abs=0.03)
    assert rounded.change.value("back_curvature") == pytest.approx(PARABOLA, abs=0.04)
    assert rounded.bottom_posture.value("back_curvature") == pytest.approx(-0.17, abs=0.02)


def test_who_stands_flatter_is_judged_more_leniently() -> None:
    (deep,) = reps(followed(backs(bowed(0.3), bowed(-0.1))))
    (flat,) = reps(followed(backs(bowed(0.1), bowed(-0.1))))
    leniency = (flat.change.value("back_curvature") or 0.0) - (deep.change.value("back_curvature") or 0.0)
    assert leniency == pytest.approx(0.15, abs=0.03), "of 0.2, as of `PARABOLA`"


def test_how_far_the_back_is_bent_is_told_frame_by_frame() -> None:
    moments = followed(backs(bowed(0.2), bowed(-0.3)))
    assert moments[0].posture.measures.lumbar_flexion is None, "before a first standing there is nothing to bend from"
    (item,) = reps(moments)
    low, high = item.bottom_posture.lumbar_flexion, item.bottom_posture.thoracic_flexion
    assert low is not None
    assert high is not None
    assert low.value + high.value > 30.0
    assert (item.change.lumbar_flexion, item.change.thoracic_flexion) == (low, high)


def test_a_back_without_a_standing_profile_is_judged_leniently_by_itself() -> None:
    (item,) = reps(
        followed(
            with_back(pose, PERSON.facing, bowed(-0.3)) if 2.0 < pose.time < 3.5 else pose
            for pose in poses([Leg(0.0, 1.5), *rep(60.0, 1.0, 0.5, 1.0, 0.6)])
        )
    )
    assert item.change.lumbar_flexion is None
    assert item.change.value("back_curvature") == pytest.approx(-0.375, abs=0.03)
    assert item.change.back_curvature is not None
    assert item.change.back_curvature.confidence < 0.61


def test_without_masks_nothing_is_said_of_the_back() -> None:
    (item,) = reps(followed(poses([STAND, *rep()])))
    assert item.change.back_curvature is None
    assert item.bottom_posture.dowel_gap is None


def test_without_a_baseline_a_rep_is_seen_but_not_compared() -> None:
    never_straight = replace(PERSON, knee=40.0, shin=20.0)
    (first,) = reps(followed(poses([STAND, *rep(60.0)], never_straight), LIFT))
    assert first.in_range
    assert first.change.torso_inclination is not None
    assert first.change.knee_flexion is None


def test_the_heel_is_against_its_own_standing() -> None:
    high = replace(PERSON, heel=0.03)
    moments = followed(poses([STAND, *rep(60.0)], high))
    assert moments[0].posture.measures.heel_height is None
    assert moments[-1].posture.measures.value("heel_height") == pytest.approx(0.0, abs=0.02)


def test_the_same_poses_give_the_same_moments() -> None:
    seen = backs(bowed(0.2), bowed(-0.1))
    noise = np.random.default_rng(9)
    shaken = [
        replace(pose, landmarks=pose.landmarks + noise.normal(0.0, 1.0, (33, 3)).astype(np.float32)) for pose in seen
    ]
    assert followed(shaken) == followed(shaken)
    assert len(reps(followed(shaken))) == 1


def test_landmarks_are_taken_for_joint_centres_only_after_correction() -> None:
    """From the baseline on, and nowhere but in the posture: standing is the landmarks' own."""
    seen = poses([STAND, *rep(60.0, 2.0, 1.0, 1.5)])
    plain, mended = followed(seen), followed(seen, motion=Motion(HINGE))
    knees = [[item.posture.measures.value("knee_flexion") or 0.0 for item in moments] for moments in (plain, mended)]
    assert knees[0][5] == knees[1][5], "nobody has been seen standing yet"
    assert knees[1][75] == pytest.approx(knees[0][75], abs=4.0)
    bottom = max(range(len(seen)), key=lambda i: knees[0][i])
    assert 1.0 < abs(knees[1][bottom] - knees[0][bottom]) < 8.0
    assert plain[-1].baseline == mended[-1].baseline


def test_a_moment_holds_what_the_coach_needs() -> None:
    seen = [replace(pose, others=1) for pose in poses([STAND])]
    moments = followed(seen)
    assert [moments[i].steady for i in (0, 12)] == pytest.approx([0.0, 0.5], abs=0.05)
    last = moments[-1]
    assert last.baseline is not None
    assert last.posture.visibility > 0.95
    assert last.posture.visibility == min(last.posture.trust[name] for name in ("shoulder", "hip", "knee", "ankle"))
    assert last.posture.others == 1
    assert last.posture.picture_size == PERSON.size
    assert last.posture.outline["heel"][1] == pytest.approx(PERSON.feet, abs=0.5)
    assert isinstance(last.posture.measures.torso_inclination, Measure)


def test_a_lift_is_as_deep_as_it_was_seen_to_begin() -> None:
    """Plates hide the lifter as soon as the bar moves."""
    begins, ends = [80.0] * 30 + [78.0, 75.0, 73.0, 67.0], [15.0, 11.0, 6.0, 3.0] + [0.0] * 20
    hidden = 6
    seen = [pose_of(hinged(PERSON, degrees), i / 15.0) for i, degrees in enumerate(begins)]
    seen += [pose_of(hinged(PERSON, degrees), (len(begins) + hidden + i) / 15.0) for i, degrees in enumerate(ends)]
    (item,) = reps(followed(seen, replace(LIFT, bottom=(55.0, 115.0))))
    assert item.in_range

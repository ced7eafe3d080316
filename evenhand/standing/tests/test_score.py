"""`evenhand score` and `evenhand simulate` at the command line: files written, errors told, no database touched."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, ManagementUtility, call_command

from evenhand.standing.score_file import PERSON_COLUMNS

pytestmark = pytest.mark.slow

ROWS = [
    ("Ann", 90, 9),
    ("Bo", 90, 12),
    ("Cem <script>", 90, 47),
    ("Dee", 90, 11),
    ("Eve", 90, 13),
    ("Fay", 90, 10),
    ("Gil", 8, 1),
    ("Hal", 0, 0),
]


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Eight people: one far from the others, whose name is markup, and one without answers."""
    path = tmp_path / "counts.csv"
    path.write_text("agent,of,no\n" + "".join(f"{agent},{of},{no}\n" for agent, of, no in ROWS))
    return path


def score(source: Path, out: str, **options) -> Path:
    path = source.parent / out
    call_command("score", str(source), person="agent", no="no", out=path, verbosity=0, **options)
    return path


def test_json_has_the_model_and_everybody(counts: Path) -> None:
    written = json.loads(score(counts, "out.json", answers="of").read_text())

    assert written["method"]["parameters"]["person"] == "agent"
    assert written["method"]["parameters"]["false_discovery"] == 0.1
    assert set(written["model"]) == {"log_likelihood", "person_sd", "fixed_effects"}
    assert list(written["model"]["fixed_effects"]) == ["intercept"]
    assert [tuple(person) for person in written["people"]] == [PERSON_COLUMNS] * 8
    assert [(person["person"], person["answers"], person["no"]) for person in written["people"]] == ROWS
    assert written["people"][7]["raw_share"] is None
    assert written["people"][7]["verdict"] == "not enough evidence"


def test_csv_has_one_line_per_person_with_the_same_figures(counts: Path) -> None:
    people = json.loads(score(counts, "out.json", answers="of").read_text())["people"]
    with score(counts, "out.csv", answers="of").open() as file:
        lines = list(csv.DictReader(file))

    assert [line["person"] for line in lines] == [person["person"] for person in people]
    assert [float(line["fair_share"]) for line in lines] == [person["fair_share"] for person in people]


def test_groups_and_a_standard_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "votes.csv"
    source.write_text("agent,no,team\n" + "Ann,1,red\nAnn,0,red\nBo,0,blue\nCy,1,blue\n" * 10)

    people = json.loads(score(source, "out.json", group="team", standard=0.3).read_text())["people"]

    assert [(person["group"], person["person"]) for person in people] == [
        ("blue", "Bo"),
        ("blue", "Cy"),
        ("red", "Ann"),
    ]
    assert all(0 <= person["probability_over_standard"] <= 1 for person in people)
    assert {"standard_verdict"} < set(people[0])


def test_the_report_stands_alone_and_escapes_names(counts: Path) -> None:
    page = score(counts, "out.html", answers="of").read_text()

    assert "<script" not in page
    assert "Cem &lt;script&gt;" in page
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) == {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r"url\((.{6})", page)) <= {"#chart"}
    assert not re.search(r"\b(src|href)=|@import|@font-face", page)
    assert page.count('role="img"') == 4
    assert page.count('<td class="name">') == 8
    assert "no answers" in page
    assert "var(--bad-fill)" in page


def test_the_report_names_nobody_where_all_are_alike(tmp_path: Path) -> None:
    source = tmp_path / "alike.csv"
    source.write_text("agent,of,no\n" + "".join(f"agent {place},40,6\n" for place in range(20)))

    page = score(source, "out.html", answers="of").read_text()

    assert "Nobody is clearly worse than the others." in page
    assert "do not show that the people differ at all" in page


@pytest.mark.parametrize(
    "rows",
    ["ann,40,0\nbo,40,0\n", "ann,40,40\nbo,40,40\n", "ann,0,0\nbo,0,0\n", "ann,0.9,0.2\nbo,0.8,0.1\n", "ann,1,1\n"],
)
def test_a_report_can_be_made_of_whatever_little_there_is(tmp_path: Path, rows: str) -> None:
    source = tmp_path / "little.csv"
    source.write_text("agent,of,no\n" + rows)

    assert "Nobody is clearly worse than the others." in score(source, "out.html", answers="of").read_text()


def test_circumstances_are_named_as_columns_and_groups_are_none(tmp_path: Path) -> None:
    source = tmp_path / "votes.csv"
    source.write_text(
        "agent,no,team,channel\n" + "Ann,1,red,chat\nAnn,0,red,call\nBo,0,blue,chat\nCy,1,blue,call\n" * 10
    )

    within = score(source, "out.html", group="team").read_text()
    evened = score(source, "out.html", group="team", circumstance=["channel"]).read_text()

    assert "common mix" not in within
    assert "common mix" in evened
    assert "<dd>channel</dd>" in evened


def test_the_answers_are_never_overwritten(counts: Path) -> None:
    before = counts.read_text()

    with pytest.raises(CommandError, match="holds the answers"):
        score(counts, counts.name, answers="of")

    assert counts.read_text() == before


def test_a_report_of_many_people_keeps_its_size(tmp_path: Path) -> None:
    source = tmp_path / "many.csv"
    lines = (f"agent {place},{20 + place % 90},{place % 17}\n" for place in range(4000))
    source.write_text("agent,of,no\n" + "".join(lines))

    page = score(source, "out.html", answers="of").read_text()

    assert page.count('<td class="name">') == 2000
    assert "2,000 more people are not shown here" in page
    assert len(page) < 6_000_000


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("agent,no\nAnn,1\nBo,maybe\n", {}, "row 2, column “no”: “maybe” is not a number"),
        ("agent,no,of\nAnn,4,3\n", {"answers": "of"}, "row 1, column “no”: “4” “no” are more than the answers"),
        ("agent,no,of\nAnn,-4,3\n", {"answers": "of"}, "row 1, column “no”: a count cannot be negative"),
        ("agent,vote\nAnn,1\n", {}, "column “no”: there is no such column"),
        ("agent,no\n", {}, "there are no rows"),
        ("", {}, "is empty"),
        ("agent,no,team\nAnn,1,x\nAnn,0,y\n", {"spread": "beta", "circumstance": ["team"]}, "circumstance"),
    ],
)
def test_wrong_input_ends_with_exit_code_two_and_says_where(tmp_path, text, options, message) -> None:
    source = tmp_path / "wrong.csv"
    source.write_text(text)

    with pytest.raises(CommandError, match=re.escape(message)) as caught:
        score(source, "out.json", **options)

    assert caught.value.returncode == 2
    assert not (tmp_path / "out.json").exists()


def test_the_command_in_a_process_of_its_own_ends_with_what_is_wrong() -> None:
    arguments = ["score", "nowhere.csv", "--person", "a", "--no", "b", "--out", "x.json"]
    command = [sys.executable, "-c", "from evenhand.house.command import main; main()", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert ended.returncode == 2
    assert "there is no file “nowhere.csv”" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "nowhere.csv", "--person", "a", "--no", "b", "--out", "x.pdf"), "must end in .json, .csv or .html"),
        (
            ("score", "a.csv", "--person", "a", "--no", "b", "--out", "x.csv", "--share", "15"),
            "no share between 0 and 1",
        ),
        (("score", "a.csv", "--no", "b", "--out", "x.csv"), "--person"),
        (("simulate", "--answers", "many"), "no number of answers"),
        (("simulate", "--sd", "0.9"), "cannot have a standard deviation"),
    ],
)
def test_the_command_line_tells_errors_without_a_traceback(arguments: tuple[str, ...], message: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["evenhand", *arguments]).execute()

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert message in told
    assert "Traceback" not in told


def test_simulate_sets_our_rule_beside_the_customary_ones(tmp_path: Path, capsys) -> None:
    out = tmp_path / "luck.json"

    call_command("simulate", teams=20, people=30, answers=(10, 60), out=out)

    told = capsys.readouterr().out
    rules = [outcome["rule"] for outcome in json.loads(out.read_text())]
    assert rules[0] == "the lower 15%"
    assert rules[1] == "the lower 15%, at least 30 answers"
    assert rules[-1] == "clearly worse, at most 10% wrongly"
    assert "of them wrongly" in told
    assert "* exact, by formula" in told


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """The same people, with how many customers were asked about each: of Cem's, few answered."""
    path = tmp_path / "asked.csv"
    lines = [f"{agent},{of},{no},{of * 5 if agent.startswith('Cem') else of * 2}\n" for agent, of, no in ROWS]
    path.write_text("agent,of,no,sent\n" + "".join(lines))
    return path


def test_what_silence_could_turn_is_told_where_it_is_known_how_many_were_asked(asked: Path) -> None:
    written = json.loads(score(asked, "out.json", answers="of", asked="sent").read_text())

    cem = next(person for person in written["people"] if person["person"].startswith("Cem"))
    assert cem["verdict"] == "clearly worse"
    assert (cem["asked"], cem["response_rate"]) == (450, 0.2)
    assert (cem["lowest"], cem["highest"]) == (47 / 450, (47 + 360) / 450)
    cut = written["groups"][0]["worst_cut"]
    assert cem["low"] > cut > cem["turning_share"] > 0
    assert 0 < cem["turning_odds"] < 1
    ann = next(person for person in written["people"] if person["person"] == "Ann")
    assert ann["turning_share"] is None
    assert written["silence"]["p_value"] < 0.01


def test_the_report_says_in_words_what_would_turn_a_verdict(asked: Path) -> None:
    page = score(asked, "out.html", answers="of", asked="sent").read_text()

    assert re.search(r"Cem &lt;script&gt;: “clearly worse” would turn if fewer than \d+\s%", page)
    assert "Of the customers who were asked" in page
    assert "times the odds" in page
    assert "20\u00a0% of 450" in page


def test_the_report_says_that_nothing_is_known_of_silence_without_the_counts(counts: Path) -> None:
    page = score(counts, "out.html", answers="of").read_text()

    assert "How many customers were asked is not in these answers." in page
    assert json.loads(score(counts, "out.json", answers="of").read_text())["silence"] is None


def test_answers_that_would_not_be_within_reach_are_told_in_words(tmp_path: Path) -> None:
    source = tmp_path / "alike.csv"
    source.write_text("agent,of,no\n" + "".join(f"agent {place},40,6\n" for place in range(20)))

    assert "not within reach" in score(source, "out.html", answers="of").read_text()
    people = json.loads(score(source, "out.json", answers="of").read_text())["people"]
    assert {person["answers_needed"] for person in people} == {None}


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("agent,no,of,sent\nAnn,1,3,9\nBo,1,5,4\n", {"answers": "of"}, "row 2, column “of”: more answers than were"),
        ("agent,no,of,sent\nAnn,1,3,x\n", {"answers": "of"}, "row 1, column “sent”: “x” is not a number"),
        ("agent,no,sent\nAnn,1,3\n", {}, "column “sent”: it needs a column of answers beside it"),
    ],
)
def test_wrong_counts_of_those_asked_end_with_exit_code_two(tmp_path, text, options, message) -> None:
    source = tmp_path / "wrong.csv"
    source.write_text(text)

    with pytest.raises(CommandError, match=re.escape(message)) as caught:
        score(source, "out.json", asked="sent", **options)

    assert caught.value.returncode == 2

"""Packs are checked whole, loaded once, and documented."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evenhand.core.api import ActivityEntry
from evenhand.people.testing import TEST
from evenhand.policies.actions import start_draft
from evenhand.policies.models import Policy, PolicyVersion
from evenhand.policies.packs import HOUSE, BrokenPack, PackedPolicy, read_pack
from evenhand.policies.testing import HOUSE_SINCE

DOCS = Path(__file__).resolve().parents[3] / "docs/rules"
KEYS = {
    "orders-and-returns",
    "refunds-and-claims",
    "goodwill",
    "survey-and-marks",
    "standing-and-steps",
    "what-we-keep",
    "conduct",
}


@pytest.mark.django_db
def test_the_house_policies_are_loaded_once_and_are_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_policies")
    assert set(Policy.objects.values_list("key", flat=True)) == KEYS
    assert "goodwill: loaded, in force now" in capsys.readouterr().out
    entries = ActivityEntry.objects.count()
    call_command("load_policies")
    assert "goodwill: is here already and stays as it is" in capsys.readouterr().out
    assert PolicyVersion.objects.count() == len(KEYS)
    assert ActivityEntry.objects.count() == entries


@pytest.mark.django_db
def test_loading_again_leaves_an_edited_policy_alone(house_policies: object) -> None:
    policy = Policy.objects.get(key="goodwill")
    draft = start_draft(policy=policy, actor=TEST, now=HOUSE_SINCE)
    call_command("load_policies")
    draft.refresh_from_db()
    assert policy.versions.count() == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "goodwill.toml",
            'effect = "refuse"',
            'effect = "forbid"',
            "goodwill.toml, clause 2.4, effect: Input should be",
        ),
        ("goodwill.toml", "!actor_is_lead", "!actor_is_boss", "goodwill.toml, clause 2.3, condition: “actor_is_boss”"),
        (
            "goodwill.toml",
            "amount_minor > 0 &&",
            "amount_minor > &&",
            "goodwill.toml, clause 2.1, condition: at character",
        ),
        ("goodwill.toml", "{lead_limit_minor}", "{leads_limit}", "goodwill.toml, clause 2.4, reason: “{leads_limit}”"),
        ("goodwill.toml", 'number = "1.2"', 'number = "1.1"', "clause 1.1, number: there are two"),
        ("goodwill.toml", "value = 1000", "value = 10.5", "parameter lost_parcel_credit_minor, value"),
        ("conduct.toml", "title = ", "titel = ", "conduct.toml, title"),
        ("conduct.toml", "[[clauses]]", "[[clauses", "conduct.toml: "),
    ],
)
def test_a_broken_pack_is_refused_naming_file_clause_and_field(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    pack = shutil.copytree(HOUSE, tmp_path / "pack")
    (pack / file).write_text((pack / file).read_text().replace(old, new, 1))
    with pytest.raises(BrokenPack) as caught:
        read_pack(pack)
    assert told in caught.value.message


@pytest.mark.django_db
def test_of_a_broken_pack_nothing_is_loaded(tmp_path: Path) -> None:
    pack = shutil.copytree(HOUSE, tmp_path / "pack")
    (pack / "survey-and-marks.toml").write_text("key = 1")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_policies", str(pack))
    assert not Policy.objects.exists()


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(BrokenPack, match="no policy"):
        read_pack(tmp_path)


@pytest.mark.parametrize("policy", read_pack(HOUSE), ids=lambda policy: policy.key)
def test_every_house_policy_is_documented_for_those_whom_it_binds(policy: PackedPolicy) -> None:
    page = (DOCS / "policies.md").read_text()
    assert f"## {policy.title}" in page
    section = page.partition(f"## {policy.title}")[2].partition("\n## ")[0]
    assert f"`{policy.key}`" in section
    missing = [each.name for each in policy.parameters if f"`{each.name}`" not in section]
    assert missing == []


def test_sellers_are_told_of_every_rule_at_least_fifteen_days_before_it_binds_them() -> None:
    """Regulation (EU) 2019/1150, article 3."""
    for policy in read_pack(HOUSE):
        if "sellers" in policy.audiences:
            assert policy.other_notice().get("sellers", policy.notice_days) >= 15, policy.title


def test_the_notice_of_an_audience_is_installed_with_the_policy(house_policies: object) -> None:
    version = PolicyVersion.objects.get(policy__key="refunds-and-claims")
    assert version.days_for(["sellers"]) == 15
    assert version.days_for(["agents"]) == 7

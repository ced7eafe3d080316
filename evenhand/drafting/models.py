"""What a language model proposed, until the agent takes it or throws it away."""

from django.conf import settings
from django.db import models


class Proposal(models.Model):
    """A draft that was asked for in a case by one agent, for them alone. Without `text` and `problem` it is on its way.

    `clauses` are those that it names and that exist, as in "goodwill 2.1"; `made_up` those that do not; `gaps` the
    placeholders that it left and nobody can fill. Kept for a day at most.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    text = models.TextField(blank=True)
    clauses = models.JSONField(default=list)
    made_up = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "agent"], name="one_proposal_per_agent_and_case")]

    def __str__(self) -> str:
        return f"Proposal in {self.case_id}"

    @property
    def is_on_its_way(self) -> bool:
        return not self.text and not self.problem

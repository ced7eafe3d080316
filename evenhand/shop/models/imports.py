"""What of the shop's files is known."""

from django.db import models


class ImportedRecord(models.Model):
    """That a record of the shop's files was taken in, as it stood then: the same again changes nothing."""

    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "external_id"], name="a_record_is_known_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"

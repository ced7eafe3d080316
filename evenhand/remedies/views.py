"""HTTP: where payment providers tell us what became of refunds and disputes."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.core.api import NotFound, environment, now


@csrf_exempt
@require_POST
def stripe_hook(request: HttpRequest) -> HttpResponse:
    """A message of Stripe's, signed. What is none of ours is taken politely: Stripe would only send it again."""
    from evenhand.remedies.stripe_messages import read_message, signed_message  # noqa: PLC0415 - only where it is used

    secret = environment().stripe_webhook_secret
    if not secret:
        raise NotFound
    message = signed_message(request.body, request.headers.get("Stripe-Signature", ""), secret)
    read_message(message=message, now=now())
    return HttpResponse(status=204)

"""Addresses of the customer's pages."""

from django.urls import path

from evenhand.screens.customer import claims, views

app_name = "my"
urlpatterns = [
    path("", views.home, name="home"),
    path("orders/<str:number>/", views.order, name="order"),
    path("orders/<str:number>/something-is-wrong/", claims.something_is_wrong, name="something_is_wrong"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/remedies/", claims.remedy, name="claim_remedy"),
    path("claims/<int:claim_id>/withdrawal/", claims.withdrawal, name="withdrawal"),
    path("claims/<int:claim_id>/turned-up/", claims.turned_up, name="turned_up"),
    path("claims/<int:claim_id>/choice/", claims.choice, name="choice"),
    path("claims/<int:claim_id>/photos/", claims.evidence, name="evidence"),
    path("photos/<int:evidence_id>/", claims.picture, name="picture"),
    path("write/", views.write, name="write"),
    path("cases/<int:case_id>/", views.case, name="case"),
    path("cases/<int:case_id>/closure/", views.closure, name="closure"),
    path("cases/<int:case_id>/reopening/", views.reopening, name="reopening"),
]

"""Articles: a page for each diagnosis, sign and part of the body."""

from django.urls import path

from readingroom.web.views import articles, articles_written

ADDRESSES = [
    path("articles/", articles.show_articles, name="articles"),
    path("articles/new/", articles_written.begin, name="article_new"),
    path("articles/<str:term>/", articles.show_article, name="article"),
    path("articles/<str:term>/edit/", articles_written.edit, name="article_edit"),
    path("articles/<str:term>/history/", articles_written.show_history, name="article_history"),
    path("articles/<str:term>/restore/", articles_written.restore, name="article_restore"),
]

"""Classes, what is set for them, their figures; and what is kept of whoever learns."""

from django.urls import path

from readingroom.web.views import analysis, classes, marking, my_data

ADDRESSES = [
    path("classes/", classes.show_classes, name="classes"),
    path("classes/join/<uuid:key>/", classes.join, name="class_join"),
    path("classes/set/<uuid:key>/", analysis.show_work, name="class_work"),
    path("classes/set/<uuid:key>/do/", classes.do_task, name="class_task"),
    path("classes/<uuid:key>/", classes.show_class, name="class"),
    path("classes/<uuid:key>/agree/", classes.agree, name="class_agree"),
    path("classes/<uuid:key>/calibration/", analysis.show_calibration, name="class_calibration"),
    path("classes/<uuid:key>/change/", classes.change_class, name="class_change"),
    path("classes/<uuid:key>/figures.csv", analysis.send_figures, name="class_figures"),
    path("classes/<uuid:key>/leave/", classes.leave, name="class_leave"),
    path("classes/<uuid:key>/results.csv", analysis.send_results, name="class_results"),
    path("classes/<uuid:key>/statements.json", analysis.send_statements, name="class_statements"),
    path("marking/", marking.show_piles, name="marking"),
    path("marking/<uuid:key>/", marking.show_sheet, name="marking_sheet"),
    path("marking/<uuid:key>/save/", marking.save, name="marking_save"),
    path("mine/data/", my_data.show_data, name="my_data"),
    path("mine/data/all.zip", my_data.send_data, name="my_data_file"),
    path("mine/data/remove/", my_data.remove_data, name="my_data_remove"),
]

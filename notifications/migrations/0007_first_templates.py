"""Plain words to begin with: one template of each kind. Taken back only where nobody has changed it since."""

from django.db import migrations

TEMPLATES = [
    (
        "haire",
        "problem",
        "Häire",
        {"et": "Häire: {mis}", "en": "Trouble: {mis}", "ru": "Сбой: {mis}"},
        {
            "et": "Teenus ei tööta praegu korralikult. Otsime põhjust.",
            "en": "The service does not work properly now. We are looking for the cause.",
            "ru": "Сервис сейчас работает со сбоями. Мы ищем причину.",
        },
        {
            "et": "Salvestage pooleliolev töö ja proovige hiljem uuesti. Kiire asja korral pöörduge kasutajatoe poole.",
            "en": "Save what you are working on and try again later. If it is urgent, turn to user support.",
            "ru": "Сохраните начатую работу и попробуйте позже. В срочном случае обратитесь в службу поддержки.",
        },
    ),
    (
        "hooldustoo",
        "maintenance",
        "Hooldustöö",
        {"et": "Hooldustöö: {mis}", "en": "Maintenance work: {mis}", "ru": "Работы по обслуживанию: {mis}"},
        {
            "et": "Teenust ei saa kasutada {algus} kuni {lõpp}. Palun lõpetage pooleliolev töö enne algust.",
            "en": "The service can not be used from {algus} until {lõpp}. Please finish what you are doing before it.",
            "ru": "Сервисом нельзя пользоваться с {algus} до {lõpp}. Пожалуйста, завершите начатую работу заранее.",
        },
        {},
    ),
    (
        "muudatus",
        "change",
        "Muudatus",
        {"et": "Muudatus: {mis}", "en": "Change: {mis}", "ru": "Изменение: {mis}"},
        {
            "et": "Muudatus hakkab kehtima {algus}. Mis muutub ja mida teil on vaja teha, on kirjas allpool.",
            "en": "The change takes effect on {algus}. What changes and what you need to do stands below.",
            "ru": "Изменение вступает в силу {algus}. Что меняется и что нужно сделать, описано ниже.",
        },
        {},
    ),
    (
        "koolitus",
        "training",
        "Koolitus",
        {"et": "Koolitus: {mis}", "en": "Training: {mis}", "ru": "Обучение: {mis}"},
        {
            "et": "Koolitus algab {algus}. Registreeruge portaalis.",
            "en": "The training begins on {algus}. Register in the portal.",
            "ru": "Обучение начинается {algus}. Зарегистрируйтесь на портале.",
        },
        {},
    ),
    (
        "dokument",
        "document",
        "Uus dokument",
        {"et": "Uus dokument: {mis}", "en": "New document: {mis}", "ru": "Новый документ: {mis}"},
        {
            "et": "Kehtima hakkas uus versioon. Palun lugege see läbi.",
            "en": "A new version is in force. Please read it.",
            "ru": "Вступила в силу новая версия. Пожалуйста, ознакомьтесь с ней.",
        },
        {},
    ),
]


def add(apps, schema_editor):
    template = apps.get_model("notifications", "NoticeTemplate")
    for slug, kind, name, title, body, meanwhile in TEMPLATES:
        facts = {"kind": kind, "name": name, "title": title, "body": body, "meanwhile": meanwhile}
        template.objects.get_or_create(slug=slug, defaults=facts)


def take_back(apps, schema_editor):
    template = apps.get_model("notifications", "NoticeTemplate")
    for slug, _kind, _name, title, body, meanwhile in TEMPLATES:
        template.objects.filter(slug=slug, title=title, body=body, meanwhile=meanwhile).delete()


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_notice_approval_and_templates")]
    operations = [migrations.RunPython(add, take_back)]

# A Django application of one view, which reads the body and says how long it was, or takes it for a form where READ_FORM is set.
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def view(request):
    if "READ_FORM" in os.environ:
        fields, files = request.POST, request.FILES
        return HttpResponse("%d fields and %d files\n" % (len(fields), len(files)), content_type="text/plain")
    return HttpResponse("received %d bytes\n" % len(request.body), content_type="text/plain")


urlpatterns = [re_path("", view)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="of a test",
                   **({"DATA_UPLOAD_MAX_MEMORY_SIZE": int(os.environ["BODY_LIMIT"])} if "BODY_LIMIT" in os.environ else {}))
application = get_wsgi_application()

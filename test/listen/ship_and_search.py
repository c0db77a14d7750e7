"""Ships a record with the logger of Fluentd, and finds it with a search client."""
import os, time
from fluent import sender
from opensearchpy import OpenSearch

logger = sender.FluentSender('app', host='127.0.0.1', port=int(os.environ['FLUENT_PORT']))
logger.emit('follow', {'from': 'userA', 'to': 'userB', 'message': 'userA follows userB'})
logger.close()
client = OpenSearch(os.environ['SEARCH_URL'])
for _ in range(100):
    found = client.search(index='logs', body={'query': {'match': {'to': 'userB'}}}, ignore=[404])
    hits = found.get('hits', {}).get('hits', [])
    if hits:
        break
    time.sleep(0.3)
print(hits[0]['_source']['message'], hits[0]['_source']['tag'], len(hits))

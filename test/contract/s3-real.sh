#!/bin/bash
# The blobs' contract and what S3 promises beyond it, against a real server instead of the one in the tests.
#
#   test/contract/s3-real.sh s3://BUCKET/PREFIX?endpoint=…   any server; credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
#   test/contract/s3-real.sh swift                           OpenStack Swift with s3api of Debian, started for this (as root:
#                                                            apt install swift-proxy swift-account swift-container swift-object memcached)
set -eu
cd "$(dirname "$0")/../.."

run() {
  VITRINE_TEST_S3_URL="$1" npx vitest run test/contract/blobs.test.ts test/contract/s3.test.ts -t 's3|address|S3|clients|faults|parts|secret'
}

if [ "${1:-}" != swift ]; then
  run "${1:?say where: s3://BUCKET/PREFIX?endpoint=… or swift}"
  exit
fi

home=$(mktemp -d /tmp/vitrine-swift-XXXXXX)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$home"
}
trap cleanup EXIT
mkdir -p "$home/node/d1" "$home/cache" "$home/rings"
printf '[swift-hash]\nswift_hash_path_prefix = vitrine\nswift_hash_path_suffix = vitrine\n[swift-constraints]\n' >"$home/swift.conf"
[ -s /etc/swift/swift.conf ] || cp "$home/swift.conf" /etc/swift/swift.conf

port=6200
for kind in account container object; do
  port=$((port + 1))
  cat >"$home/$kind.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
workers = 0
user = root
swift_dir = $home/rings
devices = $home/node
mount_check = false
log_level = ERROR
[pipeline:main]
pipeline = $kind-server
[app:$kind-server]
use = egg:swift#$kind
CONF
  (
    cd "$home/rings"
    swift-ring-builder $kind.builder create 4 1 1
    swift-ring-builder $kind.builder add "r1z1-127.0.0.1:$port/d1" 1
    swift-ring-builder $kind.builder rebalance
  ) >/dev/null
  swift-$kind-server "$home/$kind.conf" >"$home/$kind.log" 2>&1 &
  pids+=($!)
done
memcached -u nobody -l 127.0.0.1 -p 11299 >/dev/null 2>&1 &
pids+=($!)
cat >"$home/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = 8299
workers = 0
user = root
swift_dir = $home/rings
log_level = ERROR
[pipeline:main]
pipeline = catch_errors cache s3api tempauth bulk slo copy proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:11299
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:copy]
use = egg:swift#copy
CONF
swift-proxy-server "$home/proxy.conf" >"$home/proxy.log" 2>&1 &
pids+=($!)

export AWS_ACCESS_KEY_ID=test:tester AWS_SECRET_ACCESS_KEY=testing AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
for attempt in $(seq 40); do
  if node --input-type=module -e "
    import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
    const client = new S3Client({ endpoint: 'http://127.0.0.1:8299', region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, requestChecksumCalculation: 'WHEN_REQUIRED' });
    await client.send(new CreateBucketCommand({ Bucket: 'vitrine' }));" 2>"$home/bucket.log"; then
    run 's3://vitrine/tests?endpoint=http://127.0.0.1:8299&region=us-east-1'
    exit
  fi
  sleep 1
done
tail -n 3 "$home"/*.log >&2
exit 1

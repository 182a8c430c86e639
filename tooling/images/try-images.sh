#!/bin/sh
# Builds both images of the Dockerfile where no registry of images can be reached, and tries them: with Debian's dockerd, unpacked into
# a temporary folder, and a base made by debootstrap, with npm's packages of node and npm, in place of the pinned one.
# Needs Debian, root, and some minutes; leaves nothing behind. Ends with 2 where no container can be run that reaches npm's registry.
set -eu

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || ! command -v chroot >/dev/null; then
  echo "npm run images needs Debian and root; elsewhere: docker compose up --build" >&2
  exit 2
fi
can_run_containers=
repository=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d /tmp/images-XXXXXX)
daemon=
# What dockerd makes outside its folders, where it has not been before.
made=$(for place in /run/docker /run/containerd; do [ -e $place ] || echo $place; done)
began=$(date +%s)
say() { echo "$(($(date +%s) - began)) s: $*"; }
end() {
  if [ -n "$daemon" ]; then
    docker ps --all --quiet | xargs -r docker rm --force >/dev/null 2>&1 || true
    kill "$daemon" 2>/dev/null || true
    wait "$daemon" || true
    umount "$folder"/exec/netns/* 2>/dev/null || true
  fi
  for place in $folder $made; do rm -rf "$place"; done
}
finish() {
  code=$?
  end
  if [ $code != 0 ] && [ -z "$can_run_containers" ]; then
    echo "no container can be run here that reaches npm's registry; elsewhere: docker compose up --build" >&2
    exit 2
  fi
  exit $code
}
trap finish EXIT
trap 'exit 1' INT TERM
cd "$folder"

apt-get download -qq docker.io containerd runc debootstrap 2>/dev/null
for package in *.deb; do dpkg-deb --extract "$package" root; done
export PATH="$folder/root/usr/sbin:$folder/root/usr/bin:$PATH" DOCKER_HOST="unix://$folder/docker.sock" DOCKER_BUILDKIT=1

base=$folder/base
DEBOOTSTRAP_DIR=$folder/root/usr/share/debootstrap debootstrap --variant=minbase --no-check-gpg stable "$base" >debootstrap.log
rm -rf "$base"/var/cache/apt/* "$base"/var/lib/apt/lists/* "$base"/usr/share/doc "$base"/usr/share/locale
# The major version of node that the Dockerfile pins.
major=$(sed -n 's/^ARG NODE_IMAGE=node:\([0-9]*\).*/\1/p' "$repository/Dockerfile")
npm pack --silent "node-linux-$(node -p process.arch)@$major" npm@11 >/dev/null
mkdir node npm
tar -xzf node-linux-*.tgz -C node --strip-components 1
tar -xzf npm-*.tgz -C npm --strip-components 1
mkdir -p "$base/usr/local/lib/node_modules" "$base/etc/ssl/certs"
mv node/bin/node "$base/usr/local/bin/"
mv npm "$base/usr/local/lib/node_modules/"
for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$base/usr/local/bin/$name"; done
# Where this machine reaches npm's registry with a certificate of its own, so does the build.
cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
chroot "$base" useradd --uid 1000 --create-home node
say "the base is made"

dockerd --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
  --storage-driver vfs --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false >dockerd.log 2>&1 &
daemon=$!
tries=0
until docker info >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ $tries -gt 120 ] || ! kill -0 $daemon; then tail -n 5 dockerd.log >&2; exit 1; fi
  sleep 0.5
done
tar -C "$base" -c . | docker import --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - node-base >/dev/null
rm -rf "$base"
# The build installs from there.
docker run --rm --network host node-base npm view npm@11 name >/dev/null 2>&1
can_run_containers=yes
say "dockerd runs, and has the base"

for target in instance balancer; do
  timeout 600 docker build --quiet --network host --build-arg NODE_IMAGE=node-base --target $target --tag "$target" "$repository" >/dev/null
  say "$target is built"
done

# There is no bridge: both use ports of this machine, three that are free now.
ports=$(node -e '
  const servers = [1, 2, 3].map(() => require("node:net").createServer().listen(0, "127.0.0.1"));
  Promise.all(servers.map((server) => new Promise((listens) => server.on("listening", listens)))).then(() => {
    console.log(servers.map((server) => server.address().port).join(" "));
    for (const server of servers) server.close();
  });
')
read -r instance_port balancer_port control_port <<PORTS
$ports
PORTS
docker run --detach --name instance --network host --read-only --cap-drop ALL --security-opt no-new-privileges \
  --env PORT="$instance_port" --env HOST=127.0.0.1 instance >/dev/null
docker run --detach --name balancer --network host --read-only --cap-drop ALL --security-opt no-new-privileges \
  --env PORT="$balancer_port" --env CONTROL_PORT="$control_port" --env TARGETS="127.0.0.1:$instance_port" balancer >/dev/null
for name in instance balancer; do
  tries=0
  until [ "$(docker inspect --format '{{.State.Health.Status}}' $name)" = healthy ]; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ]; then docker logs $name >&2; exit 1; fi
    sleep 0.5
  done
done
node -e "fetch('http://127.0.0.1:$balancer_port/health').then(async (answer) => console.log(answer.status, await answer.text()))"
if docker exec instance touch /app/a-file 2>/dev/null; then echo "the file system can be written to" >&2; exit 1; fi
for name in balancer instance; do
  docker stop --time 20 $name >/dev/null
  code=$(docker inspect --format '{{.State.ExitCode}}' $name)
  if [ "$code" != 0 ]; then echo "$name ended by SIGTERM with exit code $code" >&2; exit 1; fi
done
say "both were healthy, read-only and without capabilities, and ended by SIGTERM with exit code 0"

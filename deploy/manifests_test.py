#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The manifests of deploy/kubernetes parse, fit each other, and ask for no more than they explain."""
import re
import sys
import tomllib
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:
    print("SKIPPED: the Debian package python3-yaml is missing")
    sys.exit(77)

KUBERNETES = Path(__file__).resolve().parent / "kubernetes"


def read(path):
    """The only document of a file; a key that stands twice is an error."""

    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader, node):
        keys = [loader.construct_object(key) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{path}: a key stands twice in {keys}")
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return yaml.load((KUBERNETES / path).read_text(), Strict)


def read_config():
    return tomllib.loads((KUBERNETES / "run.toml").read_text())


class Files(unittest.TestCase):
    def test_each_stands_in_a_kustomization_that_lists_existing_files(self):
        for kustomization in KUBERNETES.rglob("kustomization.yaml"):
            listed = set(read(kustomization)["resources"])
            present = {file.name for file in kustomization.parent.glob("*.yaml")} - {"kustomization.yaml"}
            self.assertEqual(listed, present, kustomization)

    def test_none_names_a_namespace(self):
        for file in KUBERNETES.rglob("*.yaml"):
            self.assertNotIn("namespace", read(file).get("metadata", {}), file)
            self.assertNotIn("namespace", {key for key in read(file)}, file)

    def test_images_are_of_the_version_of_the_project(self):
        lists = (KUBERNETES.parents[1] / "CMakeLists.txt").read_text()
        version = re.search(r"project\(xfrm-canary VERSION ([\d.]+)", lists)[1]
        for kustomization in ("kustomization.yaml", "verify/kustomization.yaml"):
            self.assertEqual([image["newTag"] for image in read(kustomization)["images"]], [version])


class Privileges(unittest.TestCase):
    def setUp(self):
        self.pod = read("daemonset.yaml")["spec"]["template"]["spec"]
        (self.container,) = self.pod["containers"]
        self.security = self.container["securityContext"]

    def test_capabilities_are_exactly_those_explained(self):
        self.assertEqual(self.security["capabilities"]["drop"], ["ALL"])
        self.assertEqual(
            set(self.security["capabilities"]["add"]),
            {"BPF", "PERFMON", "NET_ADMIN", "SYSLOG", "NET_BIND_SERVICE", "SYS_PTRACE", "SYS_ADMIN"},
        )

    def test_the_container_is_confined(self):
        self.assertIs(self.security["privileged"], False)
        self.assertIs(self.security["allowPrivilegeEscalation"], False)
        self.assertIs(self.security["readOnlyRootFilesystem"], True)
        self.assertEqual(self.security["seccompProfile"]["type"], "RuntimeDefault")

    def test_no_namespace_is_the_nodes_and_no_token_is_mounted(self):
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            self.assertFalse(self.pod.get(key), key)
        self.assertIs(self.pod["automountServiceAccountToken"], False)

    def test_of_the_node_only_namespaces_and_the_agents_socket_are_mounted_read_only(self):
        host = {volume["name"]: volume["hostPath"]["path"] for volume in self.pod["volumes"] if "hostPath" in volume}
        self.assertEqual(set(host.values()), {"/proc/1/ns", "/var/run/cilium"})
        mounts = {mount["name"]: mount for mount in self.container["volumeMounts"]}
        self.assertEqual(set(mounts), {volume["name"] for volume in self.pod["volumes"]})
        self.assertTrue(all(mount["readOnly"] for mount in mounts.values()))

    def test_it_runs_on_all_nodes_without_a_cpu_limit(self):
        self.assertEqual(self.pod["tolerations"], [{"operator": "Exists"}])
        self.assertEqual(set(self.container["resources"]["limits"]), {"memory"})

    def test_the_job_has_no_privilege_at_all(self):
        pod = read("verify/job.yaml")["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        self.assertEqual(container["securityContext"]["capabilities"], {"drop": ["ALL"]})
        self.assertIs(pod["securityContext"]["runAsNonRoot"], True)
        self.assertIs(pod["automountServiceAccountToken"], False)
        self.assertFalse([volume for volume in pod["volumes"] if "hostPath" in volume])


class Joints(unittest.TestCase):
    def setUp(self):
        self.template = read("daemonset.yaml")["spec"]["template"]
        (self.container,) = self.template["spec"]["containers"]
        self.service = read("service.yaml")
        self.config = read_config()

    def mounted(self, path):
        return any(path.startswith(mount["mountPath"] + "/") for mount in self.container["volumeMounts"])

    def test_the_service_finds_the_pods_and_the_pods_the_service(self):
        labels = self.template["metadata"]["labels"]
        self.assertEqual(read("daemonset.yaml")["spec"]["selector"]["matchLabels"], labels)
        self.assertEqual(self.service["spec"]["selector"], labels)
        self.assertEqual(self.config["peers-dns"], self.service["metadata"]["name"])
        self.assertIn("--cluster=" + self.service["metadata"]["name"],
                      read("verify/job.yaml")["spec"]["template"]["spec"]["containers"][0]["args"])

    def test_the_service_is_headless_and_lists_pods_that_are_not_ready(self):
        self.assertEqual(self.service["spec"]["clusterIP"], "None")
        self.assertIs(self.service["spec"]["publishNotReadyAddresses"], True)

    def test_ports_agree(self):
        served = {(port["port"], port["protocol"]) for port in self.service["spec"]["ports"]}
        exposed = {(port["containerPort"], port["protocol"]) for port in self.container["ports"]}
        allowed = {(port["port"], port["protocol"])
                   for rule in read("networkpolicy.yaml")["spec"]["ingress"] for port in rule["ports"]}
        listened = int(self.config["listen"].rsplit(":", 1)[1])
        self.assertEqual(served, {(listened, "TCP"), (self.config.get("port", 862), "UDP")})
        self.assertEqual(served, exposed)
        self.assertEqual(served, allowed)

    def test_files_of_the_configuration_are_mounted(self):
        for path in (self.config["token-file"], self.config["node-netns"], self.config["agent"].removeprefix("cilium:")):
            self.assertTrue(self.mounted(path), path)
        self.assertEqual(read("kustomization.yaml")["configMapGenerator"], [{"name": "xfrm-canary", "files": ["run.toml"]}])
        self.assertIn("--config=/etc/xfrm-canary/run.toml", self.container["args"])

    def test_prometheus_scrapes_the_service_with_its_token(self):
        monitor = read("monitoring/servicemonitor.yaml")["spec"]
        (endpoint,) = monitor["endpoints"]
        secret = next(v["secret"]["secretName"] for v in self.template["spec"]["volumes"] if "secret" in v)
        self.assertIn(endpoint["port"], [port["name"] for port in self.service["spec"]["ports"]])
        self.assertEqual(endpoint["authorization"]["credentials"]["name"], secret)
        self.assertEqual(Path(self.config["token-file"]).name, endpoint["authorization"]["credentials"]["key"])
        self.assertEqual(endpoint["relabelings"][-1]["targetLabel"], "instance")


if __name__ == "__main__":
    unittest.main()

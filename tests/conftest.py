"""Rule files below this folder are texts that tests compile, many of them broken: no tests of their own."""

collect_ignore_glob = ["*.redline"]

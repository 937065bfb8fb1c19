#!/usr/bin/env bash
# Makes this machine an FTP server of FTPCluster: a Java runtime, vsftpd and its configuration, and the portal's agent. For Debian
# and Ubuntu, as root; may be run again at any time, and repairs what an earlier run left undone.
#
#     ftpcluster-setup.sh [STEP...]    facts runtime daemon configuration agent service; all of them when none is named
#     ftpcluster-setup.sh remove       puts back what was there before
#
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 an FTP daemon that somebody else set up is here (nothing was changed).
set -euo pipefail
umask 022

alias_name=${alias}
subject_alt_name=${subject_alt_name}
ftp_port=${port}
security=${security}
# Where the agent and its runtime are fetched unless they lie beside this script; empty: nowhere.
setup_url=${setup_url!"''"}
# Where the agent goes, separated by commas; and what is trusted there in place of a CA.
master_url=${master_url!"''"}
portal_fingerprint=${portal_fingerprint!"''"}
portal_key_pin=${portal_key_pin!"''"}
# By which the agent knows updates that the portal has signed.
portal_public_key=${portal_public_key!"''"}
agent_version=${agent_version!"''"}
agent_sha256=${agent_sha256!"''"}
runtime_sha256=${runtime_sha256!"''"}
runtime_arch=${runtime_arch!"''"}
# What becomes of an FTP daemon that somebody else set up. keep: it stays as it is, and only the agent is installed. replace: its
# vsftpd.conf is replaced, and kept under another name. Anything else: this script ends with exit code 3.
existing_daemon=${existing_daemon!"''"}

<#include "common.sh" parse=false>
<#include "packages.sh" parse=false>
<#include "facts.sh" parse=false>
<#include "archives.sh" parse=false>
<#include "runtime.sh" parse=false>
<#include "vsftpd.sh" parse=false>
<#include "sandbox.sh" parse=false>
<#include "configuration.sh" parse=false>
<#include "ssh.sh" parse=false>
<#include "agent.sh" parse=false>
<#include "service.sh" parse=false>
<#include "remove.sh" parse=false>
<#include "main.sh" parse=false>

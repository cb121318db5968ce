// Which script plays which protocol of the plant's vocabulary.
import type { ScriptMaker } from '../task.ts'
import { codesysScript, finsScript, pcomScript, tristationScript } from './controllers.ts'
import { enipScript } from './ethernet-ip.ts'
import { httpScript, mcpScript } from './http.ts'
import { modbusScript } from './modbus.ts'
import { opaqueScript } from './opaque.ts'
import { opcDaScript, opcUaScript } from './opc.ts'
import { iec104Script, mmsScript } from './power.ts'
import { profinetScript } from './profinet.ts'
import { rdpScript, sshScript, vncScript } from './remote-access.ts'
import { s7Script } from './s7comm.ts'
import { dnsScript, ntpScript, snmpScript, syslogScript } from './services.ts'
import { httpsScript } from './tls.ts'
import { ipsecScript, openvpnScript } from './tunnels.ts'
import { piScript, vnetScript } from './vendor-buses.ts'
import { rtspScript } from './video.ts'
import { kerberosScript, ldapScript, smbScript, sqlScript } from './windows.ts'

const SCRIPTS: Readonly<Record<string, ScriptMaker>> = {
  codesys: codesysScript,
  dns: dnsScript,
  'ethernet-ip': enipScript,
  fins: finsScript,
  http: httpScript,
  https: httpsScript,
  iec104: iec104Script,
  'iec61850-mms': mmsScript,
  ipsec: ipsecScript,
  kerberos: kerberosScript,
  ldap: ldapScript,
  mcp: mcpScript,
  'modbus-tcp': modbusScript,
  mssql: sqlScript,
  ntp: ntpScript,
  'opc-da': opcDaScript,
  'opc-ua': opcUaScript,
  openvpn: openvpnScript,
  pcom: pcomScript,
  pi: piScript,
  profinet: profinetScript,
  rdp: rdpScript,
  rtsp: rtspScript,
  s7comm: s7Script,
  sftp: sshScript,
  smb: smbScript,
  snmp: snmpScript,
  ssh: sshScript,
  sslvpn: httpsScript,
  syslog: syslogScript,
  tristation: tristationScript,
  vnc: vncScript,
  'vnet-ip': vnetScript,
}

/** The script of a protocol id or one of its aliases; an unknown one gets a session without meaning. */
export function scriptFor(names: readonly string[]): ScriptMaker {
  for (const name of names) {
    const script = SCRIPTS[name]
    if (script !== undefined) return script
  }
  return opaqueScript
}

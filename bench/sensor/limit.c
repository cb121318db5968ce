// The physical limit that the sensor is measured against: what one core takes to read a classic little-endian pcap record by record, parse
// Ethernet, 802.1Q, IPv4, IPv6, TCP and UDP, count every packet for its flow in a table of its own, and find the Modbus messages of port
// 502. It names nothing, puts no stream together and tells nothing but sums. `cc -O2 -o limit limit.c && ./limit FILE…`
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (1 << 20)
#define LARGEST (1 << 18)
#define SLOTS (1 << 20)

typedef struct {
  uint32_t key[10]; /* both addresses as four words, ports, protocol */
  uint32_t packets[2], used;
  uint64_t bytes[2], first, last;
} Flow;

static Flow *flows;
static uint8_t buffer[CHUNK + LARGEST];
static uint64_t packets, octets, flowCount, messages, requests[256];

static uint32_t word(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }
static uint32_t half(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }
static uint32_t little(const uint8_t *at) { uint32_t value; memcpy(&value, at, 4); return value; }

static void count(const uint32_t *key, int side, uint32_t length, uint64_t instant) {
  uint32_t hash = 0x811c9dc5;
  for (int n = 0; n < 10; n++) hash = (hash ^ key[n]) * 0x9e3779b1, hash ^= hash >> 15;
  for (uint32_t slot = hash & (SLOTS - 1);; slot = (slot + 1) & (SLOTS - 1)) {
    Flow *flow = flows + slot;
    if (!flow->used) {
      if (flowCount * 2 >= SLOTS) return;
      memcpy(flow->key, key, sizeof flow->key);
      flow->used = 1, flow->first = instant, flowCount++;
    } else if (memcmp(flow->key, key, sizeof flow->key)) continue;
    flow->packets[side]++, flow->bytes[side] += length, flow->last = instant;
    return;
  }
}

static void modbus(const uint8_t *at, const uint8_t *end) {
  while (end - at >= 8 && half(at + 2) == 0) {
    uint32_t length = half(at + 4);
    if (length < 2 || length > 254) return;
    messages++, requests[at[7]]++;
    at += 6 + length;
  }
}

static void packet(const uint8_t *at, const uint8_t *end, uint32_t length, uint64_t instant) {
  packets++, octets += length;
  if (end - at < 14) return;
  uint32_t type = half(at + 12);
  at += 14;
  while ((type == 0x8100 || type == 0x88a8) && end - at >= 4) type = half(at + 2), at += 4;
  uint32_t source[4] = {0}, target[4] = {0}, protocol;
  const uint8_t *stop = end;
  if (type == 0x0800 && end - at >= 20) {
    uint32_t header = (at[0] & 15) * 4, total = half(at + 2);
    if (header < 20 || end - at < (int)header) return;
    if (total >= header && at + total < stop) stop = at + total;
    protocol = at[9], source[0] = word(at + 12), target[0] = word(at + 16);
    at += header;
  } else if (type == 0x86dd && end - at >= 40) {
    protocol = at[6];
    for (int n = 0; n < 4; n++) source[n] = word(at + 8 + 4 * n), target[n] = word(at + 24 + 4 * n);
    if (at + 40 + half(at + 4) < stop) stop = at + 40 + half(at + 4);
    at += 40;
  } else return;
  uint32_t from = 0, to = 0;
  if ((protocol == 6 || protocol == 17) && stop - at >= 8) from = half(at), to = half(at + 2);
  int order = memcmp(source, target, sizeof source), side = order > 0 || (order == 0 && from > to);
  uint32_t key[10];
  memcpy(key, side ? target : source, 16), memcpy(key + 4, side ? source : target, 16);
  key[8] = side ? to << 16 | from : from << 16 | to, key[9] = protocol;
  count(key, side, length, instant);
  if (protocol != 6 || stop - at < 20 || (from != 502 && to != 502)) return;
  uint32_t header = (at[12] >> 4) * 4;
  if (header >= 20 && at + header < stop) modbus(at + header, stop);
}

static int readFile(const char *path) {
  int file = open(path, O_RDONLY);
  if (file < 0) return perror(path), 1;
  size_t held = 0;
  int isBegun = 0;
  for (ssize_t got; (got = read(file, buffer + held, CHUNK)) > 0;) {
    const uint8_t *at = buffer, *end = buffer + held + got;
    if (!isBegun) {
      if (end - at < 24 || little(at) != 0xa1b2c3d4) return fprintf(stderr, "%s: no little-endian pcap\n", path), 1;
      at += 24, isBegun = 1;
    }
    while (end - at >= 16) {
      uint32_t captured = little(at + 8);
      if (captured > LARGEST) return fprintf(stderr, "%s: a record of %u bytes\n", path, captured), 1;
      if (end - at - 16 < (ssize_t)captured) break;
      packet(at + 16, at + 16 + captured, little(at + 12), little(at) * 1000000ull + little(at + 4));
      at += 16 + captured;
    }
    held = end - at;
    memmove(buffer, at, held);
  }
  close(file);
  return 0;
}

int main(int count, char **paths) {
  flows = calloc(SLOTS, sizeof *flows);
  if (!flows || count < 2) return 2;
  for (int n = 1; n < count; n++) if (readFile(paths[n])) return 1;
  printf("%lu packets, %lu bytes, %lu flows, %lu Modbus messages, %lu of function 3\n", packets, octets, flowCount, messages, requests[3]);
  return 0;
}

// Goal: the log knows at every moment what is in memory, what was handed out for writing and what is durable.
// Method: the cases at the edges, one by one, and a check against a plain list under random use.

#include "core/raft/log.h"

#include <gtest/gtest.h>

#include <random>

namespace pawl::raft {

namespace {

Entry entry(std::uint64_t index, std::uint64_t term) {
  return {.term = Term{term}, .index = LogIndex{index}, .bytes = 1, .command = nullptr};
}

/// A log of entries 1, 2, ... with these terms, all durable.
Log log_of(const std::vector<std::uint64_t>& terms) {
  std::vector<Entry> entries;
  for (const std::uint64_t term : terms) entries.push_back(entry(entries.size() + 1, term));
  return {LogPosition{}, entries};
}

LogPosition at(std::uint64_t index, std::uint64_t term) { return {Term{term}, LogIndex{index}}; }

TEST(Log, what_it_finds_on_the_disk_is_durable) {
  const Log log(at(3, 2), {entry(4, 2), entry(5, 3)});
  EXPECT_EQ(log.base(), at(3, 2));
  EXPECT_EQ(log.last(), at(5, 3));
  EXPECT_EQ(log.durable(), LogIndex{5});
  EXPECT_EQ(log.term_at(LogIndex{3}), Term{2});
  EXPECT_EQ(log.term_at(LogIndex{2}), std::nullopt);
  EXPECT_EQ(log.term_at(LogIndex{6}), std::nullopt);
  EXPECT_EQ(log.at(LogIndex{3}), nullptr);
}

TEST(Log, an_appended_entry_is_durable_when_its_write_is) {
  Log log = log_of({1});
  log.append(entry(2, 1));
  LogWrite write;
  log.take_write(PersistSeq{1}, write);
  EXPECT_EQ(write.append.size(), 1U);
  log.append(entry(3, 1));
  EXPECT_EQ(log.durable(), LogIndex{1});
  log.persisted(PersistSeq{1});
  EXPECT_EQ(log.durable(), LogIndex{2});
  LogWrite second;
  log.take_write(PersistSeq{2}, second);
  EXPECT_EQ(second.append.front().index, LogIndex{3});
}

TEST(Log, nothing_new_makes_no_write) {
  Log log = log_of({1, 1});
  LogWrite write;
  log.take_write(PersistSeq{1}, write);
  EXPECT_TRUE(write.empty());
}

TEST(Log, a_write_under_way_makes_nothing_durable_that_was_truncated) {
  Log log = log_of({1});
  log.append(entry(2, 1));
  log.append(entry(3, 1));
  LogWrite write;
  log.take_write(PersistSeq{1}, write);
  log.truncate_from(LogIndex{2});
  log.append(entry(2, 2));
  LogWrite second;
  log.take_write(PersistSeq{2}, second);
  EXPECT_EQ(second.truncate_from, LogIndex{2});
  log.persisted(PersistSeq{1});
  EXPECT_EQ(log.durable(), LogIndex{1});
  log.persisted(PersistSeq{2});
  EXPECT_EQ(log.durable(), LogIndex{2});
}

TEST(Log, what_was_never_handed_out_needs_no_truncation_on_the_disk) {
  Log log = log_of({1});
  log.append(entry(2, 1));
  log.truncate_from(LogIndex{2});
  log.append(entry(2, 2));
  LogWrite write;
  log.take_write(PersistSeq{1}, write);
  EXPECT_EQ(write.truncate_from, std::nullopt);
  EXPECT_EQ(write.append.front().term, Term{2});
}

TEST(Log, a_conflict_hint_skips_whole_terms) {
  const Log log = log_of({1, 1, 2, 2, 4, 4});
  EXPECT_EQ(log.last_not_after(at(6, 4)), at(6, 4));
  EXPECT_EQ(log.last_not_after(at(9, 9)), at(6, 4));
  EXPECT_EQ(log.last_not_after(at(6, 3)), at(4, 2));
  EXPECT_EQ(log.last_not_after(at(3, 4)), at(3, 2));
  EXPECT_EQ(log.last_not_after(at(6, 1)), at(2, 1));
  EXPECT_EQ(log.last_not_after(at(6, 0)), at(0, 0));
  EXPECT_EQ(log.last_not_after(at(0, 0)), at(0, 0));
}

TEST(Log, a_compacted_log_keeps_the_term_of_its_base) {
  Log log = log_of({1, 1, 2, 3});
  log.compact_to(LogIndex{3});
  EXPECT_EQ(log.base(), at(3, 2));
  EXPECT_EQ(log.last(), at(4, 3));
  EXPECT_EQ(log.at(LogIndex{3}), nullptr);
  EXPECT_EQ(log.at(LogIndex{4})->term, Term{3});
  EXPECT_EQ(log.last_not_after(at(2, 1)), at(3, 2));
  log.compact_to(LogIndex{4});
  EXPECT_EQ(log.last(), at(4, 3));
  log.append(entry(5, 3));
  EXPECT_EQ(log.range(LogIndex{5}, LogIndex{5}).size(), 1U);
}

TEST(Log, agrees_with_a_plain_list_under_random_use) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Log log = log_of({});
    std::vector<std::uint64_t> terms;  // Of every entry from 1 on, compacted or not.
    std::uint64_t base = 0;
    std::uint64_t seq = 0;
    for (int step = 0; step < 200; ++step) {
      const std::uint64_t what = random() % 6;
      if (what < 3) {
        terms.push_back((terms.empty() ? 1 : terms.back()) + random() % 2);
        log.append(entry(terms.size(), terms.back()));
      } else if (what == 3 && terms.size() > base) {
        const std::uint64_t from = base + 1 + random() % (terms.size() - base);
        terms.resize(from - 1);
        log.truncate_from(LogIndex{from});
      } else if (what == 4) {
        LogWrite write;
        log.take_write(PersistSeq{++seq}, write);
        if (random() % 2 == 0) log.persisted(PersistSeq{seq});
      } else if (log.durable().value > base) {
        base += 1 + random() % (log.durable().value - base);
        log.compact_to(LogIndex{base});
      }
      ASSERT_EQ(log.base().index.value, base);
      ASSERT_EQ(log.last_index().value, terms.size());
      ASSERT_LE(log.durable(), log.last_index());
      for (std::uint64_t index = base + 1; index <= terms.size(); ++index)
        ASSERT_EQ(log.at(LogIndex{index})->term.value, terms[index - 1]);
    }
  }
}

}  // namespace

}  // namespace pawl::raft

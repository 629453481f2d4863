// Goal: the model and core/machine, written apart from each other, say the same. Method: random logs of
// random requests under keys of every form, with times that expire keys and calendars that jump; every
// outcome is compared, and every query as of every index.

#include "sim/pawl/model/model.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/machine/key_time.h"
#include "core/machine/state_machine.h"

namespace pawl::sim {
namespace {

using machine::Request;
using machine::Retention;

constexpr Retention kShort{.time = nanoseconds(60), .count = 6, .key_ahead_max = milliseconds(8)};

std::string name_of(int number) {
  static const char* const kNames[] = {"a", "ab", "abc", "b", "\xc3\xa4"};
  return kNames[number];
}

rc::Gen<std::int64_t> any_value() {
  return rc::gen::weightedOneOf<std::int64_t>(
      {{6, rc::gen::inRange<std::int64_t>(-9, 10)},
       {1, rc::gen::inRange<std::int64_t>(INT64_MAX - 9, INT64_MAX)},
       {1, rc::gen::inRange<std::int64_t>(INT64_MIN, INT64_MIN + 9)}});
}

machine::SequenceParameters any_parameters() {
  machine::SequenceParameters parameters;
  parameters.initial = *any_value();
  parameters.increment = *any_value();
  if (*rc::gen::inRange(0, 2) == 0) parameters.min = *any_value();
  if (*rc::gen::inRange(0, 2) == 0) parameters.max = *any_value();
  parameters.cycle = *rc::gen::inRange(0, 2) == 0;
  return parameters;
}

std::optional<std::string> any_key() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0: return std::nullopt;
    case 1: return "free-" + std::to_string(*rc::gen::inRange(0, 6));
    case 2: return " ";
    default: {
      char key[64];
      const int milliseconds = *rc::gen::inRange(0, 14);
      std::snprintf(key, sizeof key, "00000000-%04X-7000-8%03x-000000000000",
                    static_cast<unsigned>(milliseconds), static_cast<unsigned>(*rc::gen::inRange(0, 2)));
      return key;
    }
  }
}

Request any_request() {
  const std::string name = name_of(*rc::gen::inRange(0, 5));
  Request request;
  request.key = any_key();
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
    case 1: request.operation = machine::SequenceCreate{name, any_parameters()}; break;
    case 2: request.operation = machine::SequenceDelete{name}; break;
    case 3: request.operation = machine::SequenceReserve{name, 1, machine::OnMissing::Create}; break;
    case 4: request.operation = machine::SequenceReserve{name, 1'000'000'000}; break;
    default: request.operation = machine::SequenceReserve{name, *rc::gen::inRange<std::int64_t>(-1, 6)};
  }
  return request;
}

machine::Query any_query() {
  if (*rc::gen::inRange(0, 2) == 0) return machine::SequenceGet{name_of(*rc::gen::inRange(0, 5))};
  machine::SequenceList list;
  if (*rc::gen::inRange(0, 2) == 0) list.prefix = *rc::gen::element<std::string>("a", "ab", "x");
  if (*rc::gen::inRange(0, 2) == 0) list.after = name_of(*rc::gen::inRange(0, 5));
  list.limit = *rc::gen::inRange<std::uint64_t>(0, 4);
  return list;
}

RC_GTEST_PROP(Model, SaysWhatTheMachineSays, ()) {
  model::Model model(kOnlyGroup, kShort, Beginning{});
  machine::StateMachine machine(kShort);
  std::vector<machine::StateMachine> past;
  ClusterTime now;
  WallTime wall{milliseconds(1).ns};
  const int entries = *rc::gen::inRange(1, 30);
  for (std::uint64_t index = 1; index <= static_cast<std::uint64_t>(entries); ++index) {
    past.push_back(machine);
    now = now + nanoseconds(*rc::gen::inRange<std::int64_t>(0, 30));
    wall = wall + nanoseconds(*rc::gen::inRange<std::int64_t>(-300'000, 800'000));
    std::vector<Request> requests;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      const Request request = any_request();
      RC_ASSERT(model::is_valid(request, machine::RequestLimits{}) == machine::validate(request).has_value());
      if (model::is_valid(request, machine::RequestLimits{})) requests.push_back(request);
    }
    std::vector<machine::Outcome> expected;
    machine.apply({LogIndex{index}, now, wall}, requests, expected);
    const auto outcomes = model.apply({kOnlyGroup, LogIndex{index}, now, wall}, requests);
    RC_ASSERT(outcomes.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) RC_ASSERT(model::is_same(outcomes[i], expected[i]));
  }
  past.push_back(machine);
  for (int i = 0; i < 12; ++i) {
    const machine::Query query = any_query();
    RC_ASSERT(model::is_valid(query, machine::RequestLimits{}) == machine::validate(query).has_value());
    if (!model::is_valid(query, machine::RequestLimits{})) continue;
    for (std::uint64_t index = 0; index < past.size(); ++index)
      RC_ASSERT(model::is_same(model.query(query, LogIndex{index}), past[index].query(query)));
  }
}

RC_GTEST_PROP(Model, ReadsTheTimeInsideAKeyAsTheMachineDoes, ()) {
  std::string key = "01932C5A-89ab-7def-8123-456789abcdef";
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    key[*rc::gen::inRange<std::size_t>(0, key.size())] =
        *rc::gen::element('-', '7', '8', 'b', 'c', 'F', 'g', ' ');
  RC_ASSERT(model::time_inside(key) == machine::key_time(key));
}

TEST(Model, KnowsTheLimitsOfNamesKeysAndPages) {
  const auto is_valid = [](std::string key, std::string name) {
    const Request request{std::move(key), machine::SequenceReserve{std::move(name), 1}};
    EXPECT_EQ(model::is_valid(request, machine::RequestLimits{}), machine::validate(request).has_value());
    return model::is_valid(request, machine::RequestLimits{});
  };
  EXPECT_TRUE(is_valid(std::string(1024, 'k'), std::string(1024, 'n')));
  EXPECT_FALSE(is_valid(std::string(1025, 'k'), "n"));
  EXPECT_FALSE(is_valid("k", std::string(1025, 'n')));
  EXPECT_FALSE(is_valid("k", ""));
  EXPECT_FALSE(is_valid("", "n"));
  EXPECT_FALSE(is_valid("k\t", "n"));
  EXPECT_FALSE(is_valid("k", "n\x7f"));
  EXPECT_TRUE(is_valid("\xff", "\x80"));
  EXPECT_TRUE(model::is_valid(machine::SequenceList{"", std::nullopt, 1000}, machine::RequestLimits{}));
  EXPECT_FALSE(model::is_valid(machine::SequenceList{"", std::nullopt, 1001}, machine::RequestLimits{}));
  EXPECT_FALSE(model::is_valid(machine::SequenceList{std::string(1025, 'p')}, machine::RequestLimits{}));
  EXPECT_FALSE(model::is_valid(machine::SequenceList{"", std::string(1025, 'p')}, machine::RequestLimits{}));
}

TEST(Model, KnowsTheLimitsThatANodeWasGiven) {
  const machine::RequestLimits small{
      .name_bytes_max = 4, .key_bytes_max = 3, .reserve_count_max = 7, .list_page_max = 2};
  const auto both = [&](const auto& it) {
    EXPECT_EQ(model::is_valid(it, small), machine::validate(it, small).has_value());
    return model::is_valid(it, small);
  };
  const auto reserve = [](std::string key, std::string name, std::int64_t count) {
    return Request{std::move(key), machine::SequenceReserve{std::move(name), count}};
  };
  EXPECT_TRUE(both(reserve("kkk", "nnnn", 7)));
  EXPECT_FALSE(both(reserve("kkkk", "nnnn", 7)));
  EXPECT_FALSE(both(reserve("kkk", "nnnnn", 7)));
  EXPECT_FALSE(both(reserve("kkk", "nnnn", 8)));
  EXPECT_TRUE(both(machine::Query{machine::SequenceList{"pppp", "aaaa", 2}}));
  EXPECT_FALSE(both(machine::Query{machine::SequenceList{"ppppp", "aaaa", 2}}));
  EXPECT_FALSE(both(machine::Query{machine::SequenceList{"pppp", "aaaaa", 2}}));
  EXPECT_FALSE(both(machine::Query{machine::SequenceList{"pppp", "aaaa", 3}}));
  EXPECT_FALSE(both(machine::Query{machine::SequenceGet{"nnnnn"}}));
}

TEST(Model, KeepsWhatIsStillAskedFor) {
  model::Model model(kOnlyGroup, Retention{}, Beginning{});
  const std::vector<Request> next{
      {std::nullopt, machine::SequenceReserve{"n", 1, machine::OnMissing::Create}}};
  for (std::uint64_t index = 1; index <= 100; ++index) {
    model.keep_from(LogIndex{index > 50 ? 50U : 0U});
    (void)model.apply({kOnlyGroup, LogIndex{index}, {}, {}}, next);
  }
  const auto current_at = [&](std::uint64_t index) {
    return std::get<machine::Found>(*model.query(machine::SequenceGet{"n"}, LogIndex{index}))
        .sequence.current;
  };
  EXPECT_EQ(current_at(50), 50);
  EXPECT_EQ(current_at(51), 51);
  EXPECT_EQ(current_at(100), 100);
}

}  // namespace
}  // namespace pawl::sim

// Goal: pawl-sim as its users meet it: exit codes, what it prints, and clear errors for bad input.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

struct Said {
  int code = 0;
  std::string text;
};

Said pawl_sim(const std::string& arguments) {
  const std::string command = PAWL_BIN_DIR "/pawl-sim " + arguments + " 2>&1";
  Said said;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    said.text.append(buffer.data(), got);
  said.code = WEXITSTATUS(pclose(pipe));
  return said;
}

std::string scenario_file(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string kQuiet = PAWL_SOURCE_DIR "/scenarios/quiet.textproto";

TEST(Program, AGoodRunExitsZeroWithOneLine) {
  const Said said = pawl_sim("run " + kQuiet + " --seed 3 --runs 2 --jobs 2");
  EXPECT_EQ(said.code, 0) << said.text;
  EXPECT_TRUE(contains(said.text, "2 runs, 0 violations, 0 unknown")) << said.text;
  EXPECT_EQ(std::count(said.text.begin(), said.text.end(), '\n'), 1) << said.text;
}

TEST(Program, HashPrintsSeedAndHash) {
  const Said first = pawl_sim("hash " + kQuiet + " --seed 7 --runs 2");
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(first.text.size(), 2 * (2 + 32 + 1)) << first.text;
  EXPECT_EQ(first.text, pawl_sim("hash " + kQuiet + " --seed 7 --runs 2").text);
}

TEST(Program, ReplayTellsTheStory) {
  const Said said = pawl_sim("replay " + kQuiet + " --seed 1");
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(contains(said.text, "-> leader in term 1"));
  EXPECT_TRUE(contains(said.text, "all is well"));
}

/// In some runs the leader dies often and little is acknowledged, in others never.
std::string thin_scenario(const std::string& expect) {
  return scenario_file(
      "thin.textproto",
      "title: \"t\" clients { script: NEXT } span { faults_ms: 1200 minority_away_percent: 0 } "
      "fault { kind: KILL_LEADER every_ms { min: 10 max: 1500 } lasts_ms { min: 10 max: 20 } } "
      "expect { faults_min: 0 " +
          expect + " }");
}

TEST(Program, ARunBelowTheFloorExitsTwoAndSaysHowToReplay) {
  const std::string path = thin_scenario("leaders_min: 50");
  const Said said = pawl_sim("run " + path);
  EXPECT_EQ(said.code, 2) << said.text;
  EXPECT_TRUE(contains(said.text, "THIN      seed 1: below the floor: leaders")) << said.text;
  EXPECT_TRUE(contains(said.text, "replay: ")) << said.text;
  const Said again = pawl_sim("replay --quiet " + path);
  EXPECT_EQ(again.code, 2) << again.text;
  EXPECT_TRUE(contains(again.text, "alone it proves too little")) << again.text;
}

TEST(Program, ACampaignWithTooManyThinRunsExitsTwo) {
  const Said said = pawl_sim("run --runs 20 " + thin_scenario("acknowledged_min: 58"));
  EXPECT_EQ(said.code, 2) << said.text;
  EXPECT_TRUE(contains(said.text, "runs are below their floors")) << said.text;
}

/// A healthy cluster that is asked to serve again faster than any can: every run violates `serves-again`.
std::string hasty_scenario() {
  return scenario_file("hasty.textproto",
                       "title: \"t\" clients { script: NEXT } "
                       "disk { sync_us { min: 900000 max: 900000 } } "
                       "span { faults_ms: 10 recover_timeouts: 1 }");
}

TEST(Program, AViolationExitsOneAndItsCommandReplaysIt) {
  const std::string path = hasty_scenario();
  const Said said = pawl_sim("run " + path + " --seed 4 --no-evidence");
  EXPECT_EQ(said.code, 1) << said.text;
  const std::size_t at = said.text.find("pawl-sim replay");
  ASSERT_NE(at, std::string::npos) << said.text;
  const std::string command = said.text.substr(at + 9, said.text.find('\n', at) - at - 9);
  const Said again = pawl_sim(command + " --quiet --no-evidence");
  EXPECT_EQ(again.code, 1) << again.text;
  EXPECT_TRUE(contains(again.text, "serves-again")) << again.text;
}

TEST(Program, AViolationLeavesItsEvidence) {
  const fs::path failures = fs::path(testing::TempDir()) / "failures";
  fs::remove_all(failures);
  const Said said = pawl_sim("run " + hasty_scenario() + " --seed 4 --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  const fs::path folder = failures / "hasty-4";
  EXPECT_TRUE(contains(said.text, "evidence: " + folder.string())) << said.text;

  EXPECT_TRUE(contains(text_of(folder / "verdict.txt"), "serves-again"));
  EXPECT_TRUE(
      contains(text_of(folder / "verdict.txt"), "pawl-check says of the clients' history: linearizable"));
  EXPECT_TRUE(contains(text_of(folder / "timeline.html"), "serves-again"));
  EXPECT_TRUE(contains(text_of(folder / "history.html"), "linearizable"));
  EXPECT_TRUE(contains(text_of(folder / "history.edn"), ":f :create"));
  EXPECT_TRUE(contains(text_of(folder / "trace.txt"), "starts (life 1)"));

  const Said again = pawl_sim("replay " + hasty_scenario() + " --seed 99 --quiet --no-evidence --choices " +
                              (folder / "choices.txt").string());
  EXPECT_EQ(again.code, 1) << again.text;
}

TEST(Program, AReplayLeavesTheSameEvidence) {
  const fs::path failures = fs::path(testing::TempDir()) / "replayed";
  fs::remove_all(failures);
  const Said said = pawl_sim("replay " + hasty_scenario() + " --seed 4 --quiet --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  EXPECT_TRUE(fs::exists(failures / "hasty-4" / "timeline.html"));
}

TEST(Program, ACampaignLeavesTheEvidenceOfAFewFailures) {
  const fs::path failures = fs::path(testing::TempDir()) / "few";
  fs::remove_all(failures);
  const Said said = pawl_sim("run " + hasty_scenario() + " --runs 6 --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  EXPECT_EQ(std::distance(fs::directory_iterator(failures), fs::directory_iterator{}), 3);
  EXPECT_EQ(pawl_sim("run " + hasty_scenario() + " --stop --keep-going").code, 64);
}

TEST(Program, EvidenceThatCannotBeWrittenIsToldAndTheVerdictStays) {
  const Said said = pawl_sim("run " + hasty_scenario() + " --seed 4 --out /dev/null/x");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(contains(said.text, "--no-evidence")) << said.text;
}

TEST(Program, WrongUsageExits64) {
  EXPECT_EQ(pawl_sim("").code, 64);
  EXPECT_EQ(pawl_sim("dance").code, 64);
  EXPECT_EQ(pawl_sim("run").code, 64);
  EXPECT_EQ(pawl_sim("run " + kQuiet + " --runs 0").code, 64);
  EXPECT_EQ(pawl_sim("run " + kQuiet + " --seed many").code, 64);
  EXPECT_EQ(pawl_sim("run " + kQuiet + " --seed -1").code, 64);
  const Said oracle = pawl_sim("run " + kQuiet + " --oracles-off linearizable,delphi");
  EXPECT_EQ(oracle.code, 64);
  EXPECT_TRUE(contains(oracle.text, "no oracle 'delphi'")) << oracle.text;
  EXPECT_EQ(pawl_sim("run " + kQuiet + " --frobnicate").code, 64);
  EXPECT_EQ(pawl_sim("--help").code, 0);
}

TEST(Program, ADamagedScenarioExits65WithItsPlace) {
  const std::string path = scenario_file("damaged.textproto", "title: \"t\"\nclients { script: NEXT\n");
  const Said said = pawl_sim("run " + path);
  EXPECT_EQ(said.code, 65);
  EXPECT_TRUE(contains(said.text, "damaged.textproto:3:")) << said.text;
  EXPECT_EQ(pawl_sim("run /nowhere.textproto").code, 65);
}

TEST(Program, ADamagedRecordingExits65) {
  const std::string path = scenario_file("choices.txt", "not a choice\n");
  const Said said = pawl_sim("replay " + kQuiet + " --choices " + path);
  EXPECT_EQ(said.code, 65);
  EXPECT_TRUE(contains(said.text, "line 1")) << said.text;
}

TEST(Program, TheRecordingOfAnotherScenarioExits65WithoutAVerdict) {
  const std::string choices = (fs::path(testing::TempDir()) / "hasty-choices.txt").string();
  ASSERT_EQ(
      pawl_sim("replay " + hasty_scenario() + " --seed 4 --quiet --no-evidence --save-choices " + choices)
          .code,
      1);
  const fs::path failures = fs::path(testing::TempDir()) / "not-fitting";
  fs::remove_all(failures);
  const Said said =
      pawl_sim("replay " + kQuiet + " --quiet --choices " + choices + " --out " + failures.string());
  EXPECT_EQ(said.code, 65) << said.text;
  EXPECT_TRUE(contains(said.text, "do not fit")) << said.text;
  EXPECT_FALSE(contains(said.text, "VIOLATION")) << said.text;
  EXPECT_FALSE(contains(said.text, "all is well")) << said.text;
  EXPECT_FALSE(fs::exists(failures));
}

TEST(Program, AFailingRunIsMadeSmallAndItsScenarioMakesIt) {
  const fs::path failures = fs::path(testing::TempDir()) / "small";
  fs::remove_all(failures);
  const std::string saved = testing::TempDir() + "saved.textproto";
  const Said said = pawl_sim("minimize " + hasty_scenario() + " --seed 4 --seconds 20 --save " + saved +
                             " --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  EXPECT_TRUE(contains(said.text, "-> 0 choices")) << said.text;
  const fs::path folder = failures / "hasty-4-minimal";
  EXPECT_TRUE(fs::exists(folder / "timeline.html")) << said.text;
  EXPECT_EQ(text_of(folder / "hasty-4-minimal.textproto"), text_of(saved));

  const Said run = pawl_sim("run " + saved + " --runs 5 --no-evidence");
  EXPECT_EQ(run.code, 1) << run.text;
  EXPECT_TRUE(contains(run.text, "serves-again")) << run.text;
  EXPECT_TRUE(contains(run.text, "1 runs, 1 violations")) << run.text;
  EXPECT_EQ(pawl_sim("replay " + saved + " --quiet --no-evidence --seed 77").code, 1);
}

TEST(Program, AGoodRunIsNothingToMakeSmallOrExplain) {
  EXPECT_EQ(pawl_sim("minimize " + kQuiet).code, 0);
  EXPECT_EQ(pawl_sim("cause " + kQuiet).code, 0);
}

TEST(Program, ACampaignMakesItsFailuresSmall) {
  const fs::path failures = fs::path(testing::TempDir()) / "all-small";
  fs::remove_all(failures);
  const Said said = pawl_sim("run " + hasty_scenario() + " --runs 4 --minimize --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  EXPECT_TRUE(fs::exists(failures / "hasty-1-minimal" / "hasty-1-minimal.textproto")) << said.text;
  EXPECT_TRUE(contains(said.text, "4 runs, 4 violations")) << said.text;
}

TEST(Program, TheCauseOfAFailureIsShownAndKept) {
  const fs::path failures = fs::path(testing::TempDir()) / "cause";
  fs::remove_all(failures);
  const Said said =
      pawl_sim("cause " + hasty_scenario() + " --seed 4 --seconds 20 --out " + failures.string());
  EXPECT_EQ(said.code, 1) << said.text;
  EXPECT_TRUE(contains(said.text, "the violation")) << said.text;
  EXPECT_TRUE(contains(text_of(failures / "hasty-4" / "cause.json"), "\"oracle\": \"serves-again\""))
      << said.text;
}

/// What the program says and how it ends when a signal comes while it runs, as the shell shows it.
Said signalled(const std::string& arguments, const std::string& signal) {
  // The kernel tells when the program would catch the signal.
  return pawl_sim(arguments +
                  " & sim=$!; until grep -q 'SigCgt:.*4[0-9a-f][0-9a-f][2367abef]$' "
                  "/proc/$sim/status; do :; done; kill -" +
                  signal + " $sim; wait $sim");
}

TEST(Program, AnInterruptedCampaignSumsUpWhatItDid) {
  for (const char* jobs : {"1", "2"}) {
    const Said said = signalled("run " + kQuiet + " --runs 1000000 --jobs " + jobs, "INT");
    EXPECT_EQ(said.code, 130) << said.text;
    EXPECT_TRUE(contains(said.text, "interrupted before all 1000000 runs were made")) << said.text;
    EXPECT_TRUE(contains(said.text, "0 violations, 0 unknown")) << said.text;
  }
}

TEST(Program, ATerminatedCampaignSumsUpWhatItDid) {
  const Said said = signalled("run " + kQuiet + " --runs 1000000", "TERM");
  EXPECT_EQ(said.code, 143) << said.text;
  EXPECT_TRUE(contains(said.text, "0 violations, 0 unknown")) << said.text;
}

TEST(Program, ABudgetOfTimeEndsACampaign) {
  const Said said = pawl_sim("run " + kQuiet + " --seconds 0.2");
  EXPECT_EQ(said.code, 0) << said.text;
  EXPECT_TRUE(contains(said.text, "seed")) << said.text;
  const Said fewer = pawl_sim("run " + kQuiet + " --seconds 60 --runs 2 --seed 7");
  EXPECT_TRUE(contains(fewer.text, "2 runs, 0 violations, 0 unknown, 0 thin, seeds 7 to 8")) << fewer.text;
}

TEST(Program, EveryScenarioGetsARunHoweverLittleTimeThereIs) {
  const fs::path folder = fs::path(testing::TempDir()) / "stories";
  fs::create_directories(folder / "more");
  fs::copy_file(kQuiet, folder / "b.textproto", fs::copy_options::overwrite_existing);
  fs::copy_file(kQuiet, folder / "more" / "a.textproto", fs::copy_options::overwrite_existing);
  const Said said = pawl_sim("run " + folder.string() + " " + kQuiet + " --seconds 0.001");
  EXPECT_EQ(said.code, 0) << said.text;
  EXPECT_TRUE(contains(said.text, "b.textproto: 1 runs")) << said.text;
  EXPECT_TRUE(contains(said.text, "a.textproto: 1 runs")) << said.text;
  EXPECT_TRUE(contains(said.text, "3 scenarios: 3 runs, 0 violations, 0 unknown")) << said.text;
  EXPECT_EQ(pawl_sim("run " + testing::TempDir() + "failures-that-are-not-there").code, 65);
}

TEST(Program, TheResultsAreWrittenForPrograms) {
  const std::string json = testing::TempDir() + "results.json";
  const std::string junit = testing::TempDir() + "results.xml";
  const Said said = pawl_sim("run " + hasty_scenario() + " --runs 2 --seed 4 --no-evidence --json " + json +
                             " --junit " + junit);
  EXPECT_EQ(said.code, 1) << said.text;
  const std::string script =
      "import json,sys; run = json.load(open(sys.argv[1]))['campaigns'][0]; bad = run['bad_runs'][1]; "
      "assert (run['runs'], run['violations'], run['first_seed'], run['last_seed']) == (2, 2, 4, 5); "
      "assert bad['seed'] == 5 and bad['oracle'] == 'serves-again' and bad['step'] > 0; "
      "assert '--seed 5' in bad['replay']; "
      "import xml.etree.ElementTree as tree; suite = tree.parse(sys.argv[2]).getroot()[0]; "
      "assert suite.get('failures') == '2' and suite[1][0].get('type') == 'serves-again'";
  EXPECT_EQ(std::system(("python3 -c \"" + script + "\" " + json + " " + junit).c_str()), 0) << text_of(json);
}

TEST(Program, ResultsOnTheStandardOutputStandThereAlone) {
  const std::string pipe =
      " --json - 2>/dev/null | python3 -c 'import json,sys; json.load(sys.stdin)' && echo good";
  const Said said = pawl_sim("run " + hasty_scenario() + " --no-evidence" + pipe);
  EXPECT_EQ(said.text, "good\n");
}

}  // namespace

(ns expect
  "The little that the tests of the second opinion need."
  (:require [clojure.string :as str]))

(def ^:private failures (atom 0))

(defn check [what expected found]
  (when-not (= expected found)
    (swap! failures inc)
    (println "FAILED" what "\n  expected" (pr-str expected) "\n  found   " (pr-str found))))

(defn message-of
  "The message of the exception that `f` throws; nil if it throws none."
  [f]
  (try (f) nil (catch Exception error (ex-message error))))

(defn file-with [& lines]
  (let [file (java.io.File/createTempFile "history" ".edn")]
    (.deleteOnExit file)
    (spit file (str/join "\n" lines))
    (str file)))

(defn finish [what]
  (println (if (zero? @failures) (str what " as expected") (str @failures " failures")))
  (System/exit (if (zero? @failures) 0 1)))

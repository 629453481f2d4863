;; The whole way of the second opinion: first where there is no Knossos, then with a stand-in for its names, what the runner
;; hands over and how it sums up.
(require '[expect :refer [check file-with finish message-of]] '[pawl.runner :as runner] '[pawl.opinion :as opinion]
         '[clojure.string :as str])

(def no-knossos (message-of #(opinion/load-knossos {:algorithm "competition" :model "sequencer"})))
(check "no Knossos" true (str/starts-with? (str no-knossos) "Knossos cannot be loaded: set KNOSSOS_CLASSPATH"))

(ns knossos.model)
(defprotocol Model (step [model op]))
(defrecord Inconsistent [msg])
(defn inconsistent [msg] (->Inconsistent msg))
(ns knossos.history)
(defn parse-ops [events] events)
(ns knossos.analysis)
(defn final-paths-for-config [& _] (throw (IllegalStateException. "nobody reads the final paths")))
(ns knossos.model.memo)
(defn memo [& _] (throw (IllegalStateException. "no state of a sequence comes twice")))
(ns knossos.competition)
(defn as-knossos-has-it
  "An operation that looks like a sequence, too."
  [event]
  (reify
    clojure.lang.ILookup
    (valAt [_ field] (get event field))
    (valAt [_ field absent] (get event field absent))
    clojure.lang.ISeq
    (seq [this] this)))
(defn analysis
  "Judges sequential histories only: steps through the completed operations in order. Takes its time where 13 is asked for."
  [model events {:keys [time-limit]}]
  (knossos.model.memo/memo model events)
  (when (some #(= [13 nil] (:in (:value %))) events) (Thread/sleep (* 2 time-limit)))
  {:valid? (loop [model model, events (filter #(= :ok (:type %)) events)]
             (cond (instance? knossos.model.Inconsistent model) (do (knossos.analysis/final-paths-for-config) false)
                   (empty? events) true
                   :else (recur (knossos.model/step model (as-knossos-has-it (first events))) (rest events))))})
(ns user)
(dosync (commute @#'clojure.core/*loaded-libs* conj
                 'knossos.model 'knossos.history 'knossos.analysis 'knossos.model.memo 'knossos.competition))

(def options (runner/options ["--model" "sequencer" "--deadline" "0.5"]))
(opinion/load-knossos options)

(defn opinion-of [& events]
  (dissoc (runner/judge options (apply file-with (map (fn [[process kind f value & {:as more}]]
                                                        (pr-str (merge {:process process :type kind :f f :value value} more)))
                                                      events)))
          :file))

(def good [[0 :invoke :create ["a" nil]] [0 :ok :create ["a" nil]]
           [0 :invoke :next ["a" nil]] [0 :ok :next ["a" 1]]
           [1 :invoke :next ["b" nil]] [1 :ok :next ["b" 1]]])

(check "good" {:valid? true :keys 2 :first-bad nil} (apply opinion-of good))
(check "bad" {:valid? false :keys 2 :first-bad "b"}
       (apply opinion-of (conj good [1 :invoke :next ["b" nil]] [1 :ok :next ["b" 1]])))
(check "no answer" {:valid? :unknown :keys 3 :first-bad "c"} (apply opinion-of (conj good [1 :invoke :reserve ["c" [13 nil]]])))
(check "nothing to judge" {:valid? true :keys 0 :first-bad nil} (opinion-of))
(check "unknown function" {:error "the model sequencer knows no :jump"} (opinion-of [0 :invoke :jump nil]))
(check "damaged" true (contains? (runner/judge options (file-with "{:process 0")) :error))
(check "absent" true (contains? (runner/judge options "/no/such/file") :error))
(check "revisions of values" {:error "revisions of values are not judged here"}
       (dissoc (runner/judge (assoc options :model "register") (file-with "{:process 0 :type :invoke :f :write :value 1 :revision 3}"))
               :file))

(check "options" {:model "kv" :init "" :nil-read "any" :cas-fail "differs" :tuples "no" :deadline 9 :algorithm "wgl" :files ["a" "b"]}
       (runner/options ["--model" "kv" "--init" "\"\"" "--nil-read" "any" "--cas-fail" "differs" "--tuples" "no"
                        "--deadline" "9" "--algorithm" "wgl" "a" "b"]))
(check "unknown option" runner/usage (message-of #(runner/options ["--depth" "3"])))
(check "no such model" true
       (str/starts-with? (message-of #(runner/check-options {:model "ratchet" :files ["a"]})) "no model named ratchet"))
(check "no file" runner/usage (message-of #(runner/check-options {:model "kv" :files []})))

(finish "the runner")

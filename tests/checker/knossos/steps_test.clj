;; The models of the second opinion against a table of steps, and its reader against small files. Needs no Knossos:
;;   clojure -cp checker/knossos/src tests/checker/knossos/steps_test.clj
(require '[pawl.history :as history] '[pawl.steps :as steps] '[clojure.string :as str])

(def table
  "Model, state, operation, expected next state; :no where there is none."
  (let [s {:current 4 :increment 1 :allocated {}}
        keyed (assoc-in s [:allocated "k"] [3 4])]
    [["sequencer" s {:f :next :value {:in nil :out 5}} (assoc s :current 5)]
     ["sequencer" s {:f :next :value {:in nil :out 6}} :no]
     ["sequencer" s {:f :next :value {:in nil}} (assoc s :current 5)]
     ["sequencer" s {:f :reserve :value {:in 3 :out [5 7]}} (assoc s :current 7)]
     ["sequencer" s {:f :reserve :value {:in 3 :out [5 8]}} :no]
     ["sequencer" s {:f :reserve :value {:in [3 nil] :out [3 [5 7]]}} (assoc s :current 7)]
     ["sequencer" s {:f :reserve :value {:in [3 nil]}} (assoc s :current 7)]
     ["sequencer" s {:f :read :value {:in nil :out 4}} s]
     ["sequencer" s {:f :read :value {:in nil :out 3}} :no]
     ["sequencer" s {:f :read :value {:in nil}} s]
     ["sequencer" s {:f :next :value {:in nil :out 5 :idem "k"}} {:current 5 :increment 1 :allocated {"k" [5 5]}}]
     ["sequencer" keyed {:f :reserve :value {:in 2 :out [3 4] :idem "k"}} keyed]
     ["sequencer" keyed {:f :reserve :value {:in 2 :out [5 6] :idem "k"}} :no]
     ["sequencer" s {:f :delete :value {:in nil :out nil}} (assoc s :current nil)]
     ["sequencer" (assoc s :current nil) {:f :next :value {:in nil :out 1}} :no]
     ["sequencer" (assoc s :current nil) {:f :create :value {:in 10 :out nil}} (assoc s :current 10)]
     ["sequencer" (assoc s :current nil) {:f :create :value {:in {:initial 10 :increment 5}}} (assoc s :current 10 :increment 5)]
     ["sequencer" (assoc s :increment 5) {:f :reserve :value {:in 2 :out [9 14]}} (assoc s :current 14 :increment 5)]
     ["sequencer" (assoc s :current nil) {:f :read :value {:in nil :out nil}} (assoc s :current nil)]
     ["sequencer" s {:f :jump :value {:in nil}} :no]
     ["fencing-lock" {:holder nil :last 0} {:f :acquire :value {:in nil :out 3}} {:holder 3 :last 3}]
     ["fencing-lock" {:holder 3 :last 3} {:f :acquire :value {:in nil :out 4}} :no]
     ["fencing-lock" {:holder 3 :last 3} {:f :acquire :value {:in nil :out :held}} {:holder 3 :last 3}]
     ["fencing-lock" {:holder nil :last 3} {:f :acquire :value {:in nil :out :held}} :no]
     ["fencing-lock" {:holder nil :last 3} {:f :acquire :value {:in nil :out 3}} :no]
     ["fencing-lock" {:holder nil :last 3} {:f :acquire :value {:in nil}} {:holder 4 :last 4}]
     ["fencing-lock" {:holder 3 :last 3} {:f :release :value {:in 3 :out 3}} {:holder nil :last 3}]
     ["fencing-lock" {:holder 3 :last 3} {:f :release :value {:in 2 :out 2}} :no]
     ["fencing-lock" {:holder 3 :last 3} {:f :renew :value {:in 3 :out 3}} {:holder 3 :last 3}]
     ["key-value" nil {:f :put :value {:in 7 :out 7}} 7]
     ["key-value" 7 {:f :get :value {:in nil :out 7}} 7]
     ["key-value" 7 {:f :get :value {:in nil :out nil}} :no]
     ["key-value" 7 {:f :cas :value {:in [7 8] :out [7 8]}} 8]
     ["key-value" 7 {:f :cas :value {:in [6 8] :out [6 8]}} :no]
     ["key-value" 7 {:f :cas :value {:in [6 8]}} 7]
     ["key-value" "a" {:f :append :value {:in "b" :out "b"}} "ab"]]))

(def failures (atom 0))

(defn check [what expected found]
  (when-not (= expected found)
    (swap! failures inc)
    (println "FAILED" what "\n  expected" (pr-str expected) "\n  found   " (pr-str found))))

(doseq [[model state op expected] table]
  (let [found ((second (steps/models model)) state op)]
    (check [model op] expected (if (steps/illegal? found) :no found))))

(defn file-with [& lines]
  (let [file (java.io.File/createTempFile "history" ".edn")]
    (.deleteOnExit file)
    (spit file (str/join "\n" lines))
    file))

(let [events (history/read-file (file-with "{:process 0, :type :invoke, :f :next, :value nil, :idem \"k\"} ; comment"
                                           "{:process :nemesis, :type :info, :f :kill, :value nil}"
                                           "{:process 1, :type :invoke, :f :next, :value nil}"
                                           "{:process 0, :type :ok, :f :next, :value 1}"
                                           "{:process 1, :type :info, :f :next, :value nil}"
                                           "{:process 2, :type :invoke, :f :next, :value nil}"
                                           "{:process 2, :type :fail, :f :next, :value nil}"))]
  (check "lines" 7 (count events))
  (check "vector" events (history/read-file (file-with (str "[" (str/join " " (map pr-str events)) "]"))))
  (check "prepared"
         [{:process 0 :f :next :value {:in nil :out 1 :idem "k"} :type :invoke :index 0}
          {:process 1 :f :next :value {:in nil} :type :invoke :index 1}
          {:process 0 :f :next :value {:in nil :out 1 :idem "k"} :type :ok :index 2}
          {:process 1 :f :next :value {:in nil} :type :info :index 3}]
         (history/prepare (history/pair events))))

(let [operations (history/pair [{:process 0 :type :invoke :f :next :value ["a" nil]}
                                {:process 0 :type :ok :f :next :value ["a" 1]}
                                {:process 0 :type :invoke :f :next :value ["b" nil]}])]
  (check "keys" ["a" "b"] (keys (history/by-key operations)))
  (check "untupled" 1 (get-in (history/by-key operations) ["a" 0 :complete :value])))

(check "absent until created" nil (:current (steps/sequencer-init 7 [{:invoke {:f :create}}])))
(check "there from the beginning" 7 (:current (steps/sequencer-init 7 [{:invoke {:f :next}}])))

;; The whole way, with a stand-in for Knossos's names: what the runner hands over and how it sums up.
(ns knossos.model)
(defprotocol Model (step [model op]))
(defrecord Inconsistent [msg])
(defn inconsistent [msg] (->Inconsistent msg))
(ns knossos.competition)
(defn analysis
  "Judges sequential histories only: steps through the completed operations in order."
  [model events _options]
  {:valid? (loop [model model, events (filter #(= :ok (:type %)) events)]
             (cond (instance? knossos.model.Inconsistent model) false
                   (empty? events) true
                   :else (recur (knossos.model/step model (first events)) (rest events))))})
(ns user)
(dosync (commute @#'clojure.core/*loaded-libs* conj 'knossos.model 'knossos.competition))
(require 'pawl.runner)
(let [event (fn [process kind f value] (pr-str {:process process :type kind :f f :value value}))
      good [(event 0 :invoke :create ["a" nil]) (event 0 :ok :create ["a" nil])
            (event 0 :invoke :next ["a" nil]) (event 0 :ok :next ["a" 1])
            (event 1 :invoke :next ["b" nil]) (event 1 :ok :next ["b" 1])]
      bad  (conj good (event 1 :invoke :next ["b" nil]) (event 1 :ok :next ["b" 1]))]
  (check "good" {:valid? true :keys 2 :first-bad nil} (pawl.runner/judge "sequencer" nil 1 (apply file-with good)))
  (check "bad" {:valid? false :keys 2 :first-bad "b"} (pawl.runner/judge "sequencer" nil 1 (apply file-with bad))))

(check "no such model" true
       (try (pawl.runner/judge "ratchet" nil 1 (file-with "")) false
            (catch Exception error (boolean (re-find #"no model named ratchet" (ex-message error))))))

(check "no Knossos" "Knossos is not on the class path: set KNOSSOS_CLASSPATH or use the Clojure CLI with deps.edn"
       (do (require 'pawl.runner)
           (try ((resolve 'pawl.runner/knossos) "knossos.wgl/analysis") "found"
                (catch Exception error (ex-message error)))))

(println (if (zero? @failures) (str "all of " (count table) " steps and the reader as expected") (str @failures " failures")))
(System/exit (if (zero? @failures) 0 1))

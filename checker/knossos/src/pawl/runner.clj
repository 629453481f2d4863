(ns pawl.runner
  "Asks Knossos for its opinion of a history: `pawl.runner --model M [--init V] [--deadline SECONDS] FILE` prints one EDN
  map, {:valid? true|false|:unknown :keys n :first-bad key}. Knossos is looked up when it is needed, so that everything
  else here loads without it."
  (:require [clojure.edn :as edn]
            [pawl.history :as history]
            [pawl.steps :as steps]))

(defn knossos
  "A function of Knossos by name; a clear error where Knossos cannot be had."
  [name]
  (try
    (requiring-resolve (symbol name))
    (catch java.io.FileNotFoundException _
      (throw (ex-info "Knossos is not on the class path: set KNOSSOS_CLASSPATH or use the Clojure CLI with deps.edn" {})))))

(defn- model-maker
  "From the operations of a key to a Knossos model that steps by our functions. The protocol is only known once Knossos is loaded, hence the eval."
  [name init]
  (let [[initial step] (or (steps/models name)
                           (throw (ex-info (str "no model named " name "; there are "
                                                (apply str (interpose ", " (sort (keys steps/models))))) {})))]
    (require 'knossos.model)
    (let [make (eval '(do (defrecord Stepped [state step]
                  knossos.model/Model
                  (step [_ op]
                    (let [next (step state op)]
                      (if (pawl.steps/illegal? next)
                        (knossos.model/inconsistent (second next))
                        (->Stepped next step)))))
                ->Stepped))]
      (fn [operations] (make (initial init operations) step)))))

(defn- opinion [model operations deadline-ms]
  (let [analysis  (knossos "knossos.competition/analysis")
        events    (history/prepare operations)
        parse-ops (try (requiring-resolve 'knossos.history/parse-ops) (catch Exception _ nil))]
    (:valid? (analysis model (if parse-ops (parse-ops events) events) {:time-limit deadline-ms}))))

(defn judge
  "The worst opinion over all keys: false before :unknown before true."
  [model-name init deadline-seconds file]
  (let [model-of (model-maker model-name init)
        parts    (history/by-key (history/pair (history/read-file file)))
        opinions (map (fn [[key operations]] [key (opinion (model-of operations) operations (* 1000 deadline-seconds))]) parts)
        bad      (first (filter #(false? (second %)) opinions))
        unsure   (first (filter #(= :unknown (second %)) opinions))]
    {:valid? (cond bad false unsure :unknown :else true)
     :keys (count parts)
     :first-bad (first (or bad unsure))}))

(defn- options [args]
  (loop [args args, found {"--deadline" "60" "--init" "nil"}]
    (cond
      (empty? args) found
      (contains? #{"--model" "--init" "--deadline"} (first args)) (recur (drop 2 args) (assoc found (first args) (second args)))
      :else (recur (rest args) (assoc found :file (first args))))))

(defn -main [& args]
  (let [{:strs [--model --init --deadline] file :file} (options args)]
    (if-not (and --model file)
      (do (binding [*out* *err*] (println "usage: pawl.runner --model M [--init V] [--deadline SECONDS] FILE"))
          (System/exit 64))
      (try
        (prn (judge --model (edn/read-string --init) (edn/read-string --deadline) file))
        (System/exit 0)
        (catch Exception error
          (binding [*out* *err*] (println (ex-message error)))
          (System/exit 69))))))

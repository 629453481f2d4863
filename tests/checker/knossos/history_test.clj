;; The reader of the second opinion against small files.
(require '[expect :refer [check file-with finish message-of]] '[pawl.history :as history] '[clojure.string :as str])

(def options {:nil-read "value" :cas-fail "drop"})

(defn event [process kind f value & {:as more}]
  (merge {:process process :type kind :f f :value value} more))

(defn prepared [events & {:as more}]
  (map #(dissoc % :index :process) (history/prepare (merge options more) (history/pair events))))

(def small [(event 0 :invoke :next nil)
            (event :nemesis :info :kill nil)
            (event 1 :invoke :next nil)
            (event 0 :ok :next 1)
            (event 1 :info :next "lost")
            (event 2 :invoke :next nil)
            (event 2 :fail :next nil)
            (event 3 :invoke :read nil)
            (event 4 :invoke :next nil)])

(check "lines" small (history/read-file (apply file-with "; comment" (map pr-str small))))
(check "vector" small (history/read-file (file-with (str "[" (str/join " " (map pr-str small)) "]"))))
(check "no maps" true (some? (message-of #(history/read-file (file-with "0 :invoke :read nil")))))
(check "two at once" true (some? (message-of #(history/pair [(event 0 :invoke :next nil) (event 0 :invoke :next nil)]))))

;; What failed goes, and so does a read that nobody saw the answer of. A lost operation keeps what it asked, and one that
;; never came back is lost.
(check "prepared"
       [{:process 0 :f :next :value {:in nil :out 1} :type :invoke :index 0}
        {:process 2 :f :next :value {:in nil} :type :invoke :index 1}
        {:process 0 :f :next :value {:in nil :out 1} :type :ok :index 2}
        {:process 2 :f :next :value {:in nil} :type :info :index 3}
        {:process 8 :f :next :value {:in nil} :type :invoke :index 4}
        {:process 8 :f :next :value {:in nil} :type :info :index 5}]
       (history/prepare options (history/pair small)))

(let [attempt (fn [process idem] [(event process :invoke :next nil :idem idem) (event process :ok :next 1 :idem idem)])]
  (check "a key of one attempt" [nil nil] (map #(get-in % [:value :idem]) (prepared (attempt 0 "k"))))
  (check "a key of two attempts" ["k" "k" "k" "k"]
         (map #(get-in % [:value :idem]) (prepared (concat (attempt 0 "k") (attempt 1 "k"))))))

(let [answered [(event 0 :invoke :acquire nil) (event 0 :ok :acquire nil :token 4 :incarnation 2)]]
  (check "what is said beside the value" {:in nil :out nil :token 4 :incarnation 2} (:value (first (prepared answered)))))

(let [nil-read [(event 0 :invoke :read nil) (event 0 :ok :read nil)]
      failed   [(event 0 :invoke :cas [1 2]) (event 0 :fail :cas [1 2])]]
  (check "nil is a value" 2 (count (prepared nil-read)))
  (check "nil is anything" 0 (count (prepared nil-read :nil-read "any")))
  (check "a failed cas says nothing" 0 (count (prepared failed)))
  (check "a failed cas says that the value differed" [{:f :cas :value {:in [1 2] :fails true} :type :invoke}
                                                      {:f :cas :value {:in [1 2] :fails true} :type :ok}]
         (prepared failed :cas-fail "differs")))

(defn keys-of [& events] (set (keys (history/by-key options (history/pair events)))))

(let [operations (history/pair [(event 0 :invoke :next ["a" nil]) (event 0 :ok :next ["a" 1]) (event 0 :invoke :next ["b" nil])])]
  (check "untupled" {:in nil :out 1} (:value (first (history/prepare options ((history/by-key options operations) "a"))))))
(check "names" #{"a" "b"} (keys-of (event 0 :invoke :next ["a" nil]) (event 1 :invoke :reserve ["b" [3 nil]])))
(check "numbers" #{1 2} (keys-of (event 0 :invoke :read [1 nil]) (event 1 :invoke :cas [2 [0 1]])))
(check "fields" #{"x" "y"} (keys-of (event 0 :invoke :get nil :key "x") (event 1 :invoke :put 1 :key "y")))
(check "one object" #{nil} (keys-of (event 0 :invoke :read nil) (event 1 :invoke :cas [2 3])))
(check "a reserve is no tuple" #{nil} (keys-of (event 0 :invoke :reserve [3 nil])))
(check "said to be tuples" #{2} (set (keys (history/by-key {:tuples "yes"} (history/pair [(event 0 :invoke :cas [2 3])])))))
(check "said to be none" #{nil} (set (keys (history/by-key {:tuples "no"} (history/pair [(event 0 :invoke :read [2 nil])])))))
(check "no operations" #{} (keys-of))

(finish "the reader")

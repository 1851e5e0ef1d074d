// Generated from openapi.json by generate-api.mjs; never edited.
import type { Address, Hex } from "viem";
export interface paths {
    "/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Grant
         * @description Keeps a grant; answers 200 if it was known.
         */
        post: operations["post_grant_v1_grants_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Record
         * @description Takes one record, or up to 32 as {"records": […]}; answers 200 if all were known.
         *
         *     All are judged by the chain's newest state, at which the gateway looks once for each request.
         */
        post: operations["post_record_v1_records_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Claim
         * @description Relays an account's claim, so that it is paid without a transaction of its own, if it earned something here.
         */
        post: operations["post_claim_v1_claims_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Transfer
         * @description Relays an account's signed transfer of coin, and keeps the fee that the account signed.
         */
        post: operations["post_transfer_v1_transfers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Revocation
         * @description Relays an owner's signed end of a session key whose grant is here. What a contract wallet agrees to is registered first.
         */
        post: operations["post_revocation_v1_revocations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Network
         * @description Serves what a client needs before its first signature, the clock of each epoch, and what records usually earn.
         */
        get: operations["get_network_v1_network_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/epochs/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Epoch
         * @description Serves an epoch's phase and times, its batches, its live report, and how the scores of each kind lie.
         */
        get: operations["get_epoch_v1_epochs__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{number}/leaves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Leaves
         * @description Serves a batch's leaf hashes, so that anybody can check a leaf against the root on chain.
         *
         *     A large batch that nobody asked for lately counts as several requests.
         */
        get: operations["get_leaves_v1_batches__number__leaves_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Health
         * @description Says that the process is alive.
         */
        get: operations["get_health_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ready
         * @description Says that database and model answer, and that the chain was read a moment ago.
         */
        get: operations["get_ready_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Metrics
         * @description Serves Prometheus text: records acknowledged and on chain, the epochs, and which steps of the worker failed.
         */
        get: operations["get_metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/records/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Record
         * @description Serves where a record stands, its score with the reasons, its estimate, and its pay.
         */
        get: operations["get_record_v1_records__record__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Account
         * @description Serves the sums over all records that an account sent here, and its grants, those that expire last first.
         */
        get: operations["get_account_v1_accounts__address__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Account Records
         * @description Serves a page of an account's records, newest first, all or those of one state or kind.
         */
        get: operations["get_account_records_v1_accounts__address__records_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Account Days
         * @description Serves what an account's records earned, by the UTC day on which they were signed, newest first.
         */
        get: operations["get_account_days_v1_accounts__address__days_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Account Events
         * @description Streams what happens to an account's records. With Last-Event-ID, it goes on after that event.
         *
         *     If events after that one are forgotten, the first event is `reset`: read the account anew.
         */
        get: operations["get_account_events_v1_accounts__address__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trace/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trace
         * @description Serves the public parts of a record and its steps to the payment.
         *
         *     The last steps, the dataset's row and the model, need the record's salt, or the Authorization header of the record's
         *     owner or session key.
         */
        get: operations["get_trace_v1_trace__record__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Datasets
         * @description Serves a page of dataset versions, oldest first. `last` is the newest version's number.
         */
        get: operations["get_datasets_v1_datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/network/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Network Models
         * @description Serves a page of models with their state, the base first. `last` is the newest model's number.
         */
        get: operations["get_network_models_v1_network_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/published/{cid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Published
         * @description Serves the bytes of a small public file, which hash to its content id.
         *
         *     It is the manifest of a model or of a dataset, a list of row ids, or the sample answers of an adopted model. What this
         *     gateway has not read yet, or refuses, is not there.
         */
        get: operations["get_published_v1_published__cid__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/network/validators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Validators
         * @description Serves who validates: stake, seat, jail, and in which of the newest epochs each one revealed scores.
         */
        get: operations["get_validators_v1_network_validators_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/epochs/{number}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Entries
         * @description Serves the entries of this gateway's records: to the epoch's seats until it is final, and then to curators.
         */
        get: operations["get_entries_v1_epochs__number__entries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/epochs/{number}/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Signatures
         * @description Serves the bulletin of the epoch's current attempt.
         */
        get: operations["get_signatures_v1_epochs__number__signatures_get"];
        put?: never;
        /**
         * Post Signature
         * @description Puts a seat's signature on the bulletin: a valid one of a seat of an epoch that is not final, and a few at most.
         */
        post: operations["post_signature_v1_epochs__number__signatures_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Completion
         * @description Answers a talk. With "kula": {"key": …} each answer comes signed for that session key.
         *
         *     A key may chat before its grant is known here: its answers count once the owner has signed the grant.
         */
        post: operations["post_completion_v1_chat_completions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Completion
         * @description Goes on with a streamed answer, or with all its choices. An answer waits a minute for a reader who left.
         */
        get: operations["get_completion_v1_chat_completions__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Models
         * @description Lists the adopted model, by the name that follows each adoption and by its own id.
         */
        get: operations["get_models_v1_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description Serves the entry of the adopted model, by either of its names.
         */
        get: operations["get_model_v1_models__model__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accusations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Accusation
         * @description Takes the proof that another gateway broke its receipt. This gateway accuses it, and pays deposit and gas.
         *
         *     Whoever signed the receipt has a day to answer. Then it is fined, and this gateway keeps half of the fine. Answers 200
         *     if the proof was known.
         */
        post: operations["post_accusation_v1_accusations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accusations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Accusation
         * @description Tells what became of a proof. `id` is the receipt's EIP-712 digest.
         */
        get: operations["get_accusation_v1_accusations__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/take-backs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Take Back
         * @description Takes a record back until it is posted: its key, salt and text are destroyed. Its number is still posted.
         */
        post: operations["post_take_back_v1_take_backs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Erasures
         * @description Serves the ids of dataset rows whose records are erased, so that curators leave them out of the next version.
         */
        get: operations["get_erasures_v1_erasures_get"];
        put?: never;
        /**
         * Post Erasure
         * @description Erases one record, or all of an owner, and gives a signed receipt. The same again gives what is erased by then.
         *
         *     Records that are being scored are erased when their epochs are final. Royalties end only with the signature of the
         *     account that the record pays.
         */
        post: operations["post_erasure_v1_erasures_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Pair
         * @description Answers a talk twice. Which models and temperatures make the answers, and in which order, is drawn here.
         *
         *     The first event is the gateway's signed commitment to that. No event names a model.
         */
        post: operations["post_pair_v1_pairs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pairs/{pair}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Pair
         * @description Streams a pair again from its beginning, while it is made or for some minutes afterwards.
         *
         *     Its answers wait a minute for a reader who left. Only who asked for the pair knows its id.
         */
        get: operations["get_pair_v1_pairs__pair__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pairs/{pair}/choice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Choice
         * @description Takes a signed choice, and reveals the signed answers and what the gateway committed to. A skip makes no record.
         */
        post: operations["post_choice_v1_pairs__pair__choice_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tasks
         * @description Serves what a granted session key holds, and lets it hold more, up to `most`. Nobody else gets these meanwhile.
         *
         *     A task ends with a record about its talk. Its talk comes from a published dataset. Kinds and languages come more often if
         *     few of their records earned something in recent epochs, or if their scores lie near the floor.
         */
        get: operations["get_tasks_v1_tasks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{address}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Keys
         * @description Lists an account's session keys with their grants. Each can be ended by POST /v1/revocations.
         */
        get: operations["get_keys_v1_accounts__address__keys_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/refused-contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Refused
         * @description Lists the content ids that this gateway neither takes nor serves, so that others may refuse them too.
         */
        get: operations["get_refused_v1_refused_contents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountKey
         * @description A session key of an account. `revoked_in` is the epoch of its end on chain, or 0.
         */
        AccountKey: {
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Grant
             * Format: hex
             * @example 0x00
             */
            grant: Hex;
            /**
             * Pay To
             * Format: address
             * @description checksummed
             */
            pay_to: Address;
            /** Expiry */
            expiry: number;
            /** Revoked In */
            revoked_in: number;
        };
        /**
         * AccountKeys
         * @description The session keys of an account that this gateway knows.
         */
        AccountKeys: {
            /**
             * Account
             * Format: address
             * @description checksummed
             */
            account: Address;
            /** Keys */
            keys: components["schemas"]["AccountKey"][];
        };
        /**
         * AccountStatus
         * @description The totals of all records that an account sent here, and its grants. `earned` is `claimable` plus `paid`.
         */
        AccountStatus: {
            /** Account */
            account: string;
            records: components["schemas"]["Counts"];
            /**
             * Earned
             * @description by records of final epochs
             */
            earned: string;
            /**
             * Claimable
             * @description of that, what is not claimed yet; gateways claim it unasked
             */
            claimable: string;
            /**
             * Paid
             * @description of that, what was paid out
             */
            paid: string;
            /**
             * Pending
             * @description by records that are scored and not final; a report that falls takes it along
             */
            pending: string;
            /** Grants */
            grants: components["schemas"]["GrantStatus"][];
        };
        /**
         * Accusation
         * @description What this gateway does with a proof.
         */
        Accusation: {
            /**
             * Id
             * Format: hex
             * @description the receipt's EIP-712 digest
             * @example 0x00
             */
            id: Hex;
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /** Seq */
            seq: number;
            /**
             * State
             * @description `waiting` for a deposit or for leaves, `accusing`, `accused`, then `convicted` or `answered`; `kept` if the record was posted meanwhile, `dropped` if the gateway has no bond left
             * @enum {string}
             */
            state: "waiting" | "accusing" | "accused" | "convicted" | "answered" | "kept" | "dropped";
            /**
             * Accuser
             * @description who accused, once that is final
             */
            accuser: Address | null;
            /**
             * Until
             * @description when the time to answer ends: block time in seconds
             */
            until: number | null;
        };
        /**
         * AnswerMessage
         * @description The model's message.
         */
        AnswerMessage: {
            /**
             * Role
             * @default assistant
             * @constant
             */
            role?: "assistant";
            /** Content */
            content: string;
        };
        /**
         * BatchEntries
         * @description The entries of one batch, in order.
         */
        BatchEntries: {
            /** Number */
            number: number;
            /** Entries */
            entries: components["schemas"]["Entry"][];
        };
        /**
         * BatchStatus
         * @description A batch of an epoch.
         */
        BatchStatus: {
            /** Number */
            number: number;
            /** Manifest */
            manifest: string;
            /** Count */
            count: number;
        };
        /**
         * BatchStep
         * @description The leaf stands at `index` of `count` under the root that batch `number` has on chain (`Batches.batch`).
         */
        BatchStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "batch";
            /** Number */
            number: number;
            /** Epoch */
            epoch: number;
            /** Position */
            position: number;
            /**
             * Leaf
             * Format: hex
             * @example 0x00
             */
            leaf: Hex;
            /** Index */
            index: number;
            /** Count */
            count: number;
            /** Proof */
            proof: Hex[];
            /**
             * Root
             * Format: hex
             * @example 0x00
             */
            root: Hex;
            /** Manifest */
            manifest: string;
            /**
             * Block
             * @description the content id of the encrypted record
             */
            block: string;
        };
        /**
         * Bulletin
         * @description The signatures under reports of an epoch's current attempt.
         */
        Bulletin: {
            /** Attempt */
            attempt: number;
            /** Signatures */
            signatures: components["schemas"]["SeatSignature"][];
        };
        /**
         * Change
         * @description One event of an account's stream. A field that says nothing about this kind of change is null.
         *
         *     `record`: a record came into `state`, with its score if it has one. `estimate`: it has an estimated `score`,
         *     by this `stage` of the scorer. `epoch`: `epoch` is in another `phase`. `paid`: `amount` was paid out for records of the account. `reset`: events were
         *     missed, so read the account anew.
         */
        Change: {
            /**
             * Change
             * @enum {string}
             */
            change: "record" | "estimate" | "epoch" | "paid" | "reset";
            /**
             * At
             * @description block time, in seconds
             */
            at: number;
            /** Record */
            record?: Hex | null;
            /** State */
            state?: ("received" | "posted" | "reported" | "final" | "void") | null;
            /** Score */
            score?: number | null;
            /** Stage */
            stage?: ("first" | "whole") | null;
            /** Epoch */
            epoch?: number | null;
            /** Phase */
            phase?: string | null;
            /** Amount */
            amount?: string | null;
        };
        /**
         * ChatKey
         * @description The session key for which the answer is signed.
         */
        ChatKey: {
            /**
             * Key
             * Format: address
             * @description checksummed, or in small letters
             */
            key: Address;
        };
        /**
         * ChatMessage
         * @description One message. An answer of this API may be sent back as it came.
         */
        ChatMessage: {
            /**
             * Role
             * @enum {unknown}
             */
            role: "system" | "developer" | "user" | "assistant";
            /** Content */
            content: string | Record<string, never>[];
            /**
             * Name
             * @description accepted, and not shown to the model
             * @default
             */
            name?: string;
            /**
             * Refusal
             * @description not supported: leave it out, or null
             */
            refusal?: unknown;
            /**
             * Annotations
             * @description not supported: leave it out, or null
             */
            annotations?: unknown;
            /**
             * Audio
             * @description not supported: leave it out, or null
             */
            audio?: unknown;
            /**
             * Tool Calls
             * @description not supported: leave it out, or null
             */
            tool_calls?: unknown;
            /**
             * Function Call
             * @description not supported: leave it out, or null
             */
            function_call?: unknown;
            /**
             * Reasoning Content
             * @description not supported: leave it out, or null
             */
            reasoning_content?: unknown;
        };
        /**
         * Choice
         * @description One answer.
         */
        Choice: {
            /** Index */
            index: number;
            message: components["schemas"]["AnswerMessage"];
            /**
             * Finish Reason
             * @enum {string}
             */
            finish_reason: "stop" | "length";
            /** Logprobs */
            logprobs?: null;
            kula?: components["schemas"]["KulaPart"] | null;
        };
        /**
         * ChunkChoice
         * @description A piece of one answer.
         */
        ChunkChoice: {
            /** Index */
            index: number;
            delta: components["schemas"]["Delta"];
            /** Finish Reason */
            finish_reason: ("stop" | "length") | null;
            kula?: components["schemas"]["KulaPart"] | null;
        };
        /**
         * Claimed
         * @description What this request paid to an account.
         */
        Claimed: {
            /**
             * Account
             * Format: address
             * @description checksummed
             */
            account: Address;
            /**
             * Amount
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            amount: string;
            /** Transactions */
            transactions: Hex[];
        };
        /**
         * Completion
         * @description OpenAI's chat.completion.
         */
        Completion: {
            /** Id */
            id: string;
            /**
             * Object
             * @default chat.completion
             * @constant
             */
            object?: "chat.completion";
            /** Created */
            created: number;
            /**
             * Model
             * Format: hex
             * @example 0x00
             */
            model: Hex;
            /** Choices */
            choices: components["schemas"]["Choice"][];
            usage: components["schemas"]["Usage"];
        };
        /**
         * CompletionChunk
         * @description One server-sent event. The signed answer comes with an answer's last one.
         */
        CompletionChunk: {
            /** Id */
            id: string;
            /**
             * Object
             * @default chat.completion.chunk
             * @constant
             */
            object?: "chat.completion.chunk";
            /** Created */
            created: number;
            /**
             * Model
             * Format: hex
             * @example 0x00
             */
            model: Hex;
            /** Choices */
            choices: components["schemas"]["ChunkChoice"][];
            usage?: components["schemas"]["Usage"] | null;
            /** @description only for requests with `kula`, while the chat waits */
            kula?: components["schemas"]["Waiting"] | null;
        };
        /**
         * Counts
         * @description How many records of an account are in each state. A record that is reported and not counted is `void`.
         */
        Counts: {
            /** Received */
            received: number;
            /** Posted */
            posted: number;
            /** Reported */
            reported: number;
            /** Final */
            final: number;
            /** Void */
            void: number;
        };
        /**
         * DatasetStatus
         * @description A dataset version; parent 0 means that it has none.
         */
        DatasetStatus: {
            /** Version */
            version: number;
            /** Cid */
            cid: string;
            /** Rows */
            rows: number;
            /** Parent */
            parent: number;
            /** First Epoch */
            first_epoch: number;
            /** Last Epoch */
            last_epoch: number;
        };
        /**
         * DatasetStep
         * @description A dataset of the epoch. The row `row` is in it, unless it was left out, as records with a check's question are.
         */
        DatasetStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "dataset";
            /** Version */
            version: number;
            /** Manifest */
            manifest: string;
            /**
             * Row
             * Format: hex
             * @description keccak256(salt ‖ dataset id)
             * @example 0x00
             */
            row: Hex;
        };
        /**
         * Datasets
         * @description A page of versions, oldest first. `last` is the newest version's number.
         */
        Datasets: {
            /** Last */
            last: number;
            /** Datasets */
            datasets: components["schemas"]["DatasetStatus"][];
        };
        /**
         * Day
         * @description What the records of one day earned, by the UTC day on which they were signed. Days without a score are left out.
         */
        Day: {
            /**
             * Day
             * @example 2026-11-29
             */
            day: string;
            /** Records */
            records: number;
            /**
             * Paid
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            paid: string;
            /**
             * Claimable
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            claimable: string;
            /**
             * Pending
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            pending: string;
        };
        /**
         * Days
         * @description A page of days, newest first. `next` is the cursor of the next page; null after the last.
         */
        Days: {
            /** Days */
            days: components["schemas"]["Day"][];
            /** Next */
            next: string | null;
        };
        /**
         * Delta
         * @description A piece of an answer.
         */
        Delta: {
            /** Role */
            role?: "assistant" | null;
            /** Content */
            content?: string | null;
        };
        /**
         * Deployed
         * @description The addresses of the contracts, as in the addresses file.
         */
        Deployed: {
            /** Chain Id */
            chain_id: number;
            /**
             * Token
             * Format: address
             * @description checksummed
             */
            token: Address;
            /**
             * Grants
             * Format: address
             * @description checksummed
             */
            grants: Address;
        } & {
            [key: string]: unknown;
        };
        /**
         * Entry
         * @description One record with everything that its scorers need: signatures, the key of its block, the salt.
         */
        Entry: {
            /** Seq */
            seq: number;
            record: components["schemas"]["RecordMessage"];
            grant: components["schemas"]["GrantMessage"];
            /**
             * Grant Signature
             * Format: hex
             * @example 0x00
             */
            grant_signature: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
            /**
             * Content Key
             * Format: hex
             * @example 0x00
             */
            content_key: Hex;
            /**
             * Salt
             * Format: hex
             * @example 0x00
             */
            salt: Hex;
            /** Link */
            link: string;
        };
        /**
         * EpochEntries
         * @description The entries of all batches that this gateway posted into an epoch.
         */
        EpochEntries: {
            /** Batches */
            batches: components["schemas"]["BatchEntries"][];
        };
        /**
         * EpochStatus
         * @description An epoch's phase, batches and report, and how the scores of this gateway's records lie.
         */
        EpochStatus: {
            /** Epoch */
            epoch: number;
            /** Phase */
            phase: string;
            /** Records */
            records: number;
            /** Batches */
            batches: components["schemas"]["BatchStatus"][];
            report: components["schemas"]["ReportStatus"] | null;
            times: components["schemas"]["EpochTimes"];
            /**
             * Scores
             * @description kinds of which there are at least five records with a score
             */
            scores: components["schemas"]["ScoreSpread"][];
        };
        /**
         * EpochTimes
         * @description An epoch's phase, and when it goes on at the latest. All times are block time, in seconds.
         *
         *     If a phase is over time, `late` is true, and all times are new guesses that move on until it ends.
         */
        EpochTimes: {
            /** Epoch */
            epoch: number;
            /**
             * Phase
             * @enum {string}
             */
            phase: "open" | "commit" | "reveal" | "report" | "challenge" | "final";
            /**
             * Ends At
             * @description when the phase ends at the latest
             */
            ends_at: number;
            /**
             * Scored At
             * @description when its records have a score at the latest
             */
            scored_at: number;
            /**
             * Final At
             * @description when their score and pay are final at the latest
             */
            final_at: number;
            /**
             * Paid At
             * @description when their pay is paid out at the latest
             */
            paid_at: number;
            /** Late */
            late: boolean;
        };
        /**
         * ErasedRows
         * @description Ids of dataset rows whose records are erased, in order of their erasure. `last` asks for the next page.
         */
        ErasedRows: {
            /** Rows */
            rows: Hex[];
            /** Last */
            last: number;
        };
        /**
         * Erasure
         * @description The gateway's signed receipt of an erasure. The royalties of `records` less `royalties_ended` go on.
         */
        Erasure: {
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /** Until */
            until: number;
            /** Records */
            records: number;
            /** Waiting */
            waiting: number;
            /** Royalties Ended */
            royalties_ended: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * Estimate
         * @description What this gateway's copy of the adopted scorer says of a record. It is no promise: the validators' median counts.
         */
        Estimate: {
            /** Score */
            score: number;
            /** Reasons */
            reasons: string[];
            /**
             * Stage
             * @description `first`: by the first stage of the scorer, within a second or two; the whole scorer will replace it
             * @enum {string}
             */
            stage: "first" | "whole";
            /**
             * Scorer
             * Format: hex
             * @example 0x00
             */
            scorer: Hex;
            /**
             * At
             * @description block time, in seconds
             */
            at: number;
        };
        /**
         * FreeTasks
         * @description How many tasks of a kind nobody has done or holds.
         */
        FreeTasks: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "pair" | "correct" | "answer";
            /** Count */
            count: number;
        };
        /**
         * GrantKept
         * @description The hash of a grant that the gateway keeps, and its signature in the form that leaves cover.
         */
        GrantKept: {
            /**
             * Grant
             * Format: hex
             * @example 0x00
             */
            grant: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * GrantMessage
         * @description The EIP-712 type Grant.
         */
        GrantMessage: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Payto
             * Format: address
             * @description checksummed
             */
            payTo: Address;
            /** Licences */
            licences: string[];
            /** Origin */
            origin: string;
            /** Maxperepoch */
            maxPerEpoch: number;
            /** Expiry */
            expiry: number;
            /**
             * Nonce
             * @description a random 64-bit integer as text
             */
            nonce: string;
        };
        /**
         * GrantStatus
         * @description A grant that the gateway keeps.
         */
        GrantStatus: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Payto
             * Format: address
             * @description checksummed
             */
            payTo: Address;
            /** Licences */
            licences: string[];
            /** Origin */
            origin: string;
            /** Maxperepoch */
            maxPerEpoch: number;
            /** Expiry */
            expiry: number;
            /**
             * Nonce
             * @description a random 64-bit integer as text
             */
            nonce: string;
            /**
             * Hash
             * Format: hex
             * @example 0x00
             */
            hash: Hex;
        };
        /**
         * KulaPart
         * @description What a choice carries beyond OpenAI's form.
         */
        KulaPart: {
            answer: components["schemas"]["SignedAnswer"];
        };
        /**
         * Languages
         * @description What is known beside English. Null if this gateway cannot say it.
         */
        Languages: {
            /**
             * Model
             * @description languages of the served model, ISO 639-1
             */
            model: string[] | null;
            /**
             * Scorer
             * @description scripts that the adopted scorer knows, by their names in Unicode
             */
            scorer: string[] | null;
        };
        /**
         * Leaves
         * @description The leaf hashes of a batch, in order.
         */
        Leaves: {
            /** Leaves */
            leaves: Hex[];
        };
        /**
         * LedgerRow
         * @description A row as it is hashed.
         */
        LedgerRow: {
            /** T */
            t: number;
            /**
             * Pay To
             * Format: address
             * @description checksummed
             */
            pay_to: Address;
            /** Pos */
            pos: number;
            /** Median */
            median: number;
            /** Credits */
            credits: number;
            /** Sum Credit */
            sum_credit: number;
            /**
             * Before
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            before: string;
            /** Since */
            since: number;
        };
        /**
         * ModelLoss
         * @description Mean losses on the same records, in milli-nats per token: the middle of what validators posted on chain.
         */
        ModelLoss: {
            /**
             * Before
             * @description of the model's parent
             */
            before: number;
            /**
             * After
             * @description of the model
             */
            after: number;
            /**
             * Seats
             * @description how many validators measured it
             */
            seats: number;
        };
        /**
         * ModelStatus
         * @description A model; parent 0 means that it has none.
         */
        ModelStatus: {
            /** Version */
            version: number;
            /** Cid */
            cid: string;
            /** Parent */
            parent: number;
            /**
             * Trainer
             * Format: address
             * @description checksummed
             */
            trainer: Address;
            /** Round */
            round: number;
            /** State */
            state: string;
            /** Datasets */
            datasets: number[];
            /** Served */
            served: boolean;
            /** @description null if no vote adopted it, or this gateway has not read it yet */
            loss: components["schemas"]["ModelLoss"] | null;
        };
        /**
         * ModelStep
         * @description A model that was trained on that dataset.
         */
        ModelStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "model";
            /** Version */
            version: number;
            /** Manifest */
            manifest: string;
            /** State */
            state: string;
            /** Served */
            served: boolean;
        };
        /**
         * Models
         * @description A page of models, the base first. `last` is the newest model's number.
         */
        Models: {
            /** Last */
            last: number;
            /** Models */
            models: components["schemas"]["ModelStatus"][];
        };
        /**
         * Network
         * @description What a client needs before its first signature, and what the network is doing.
         */
        Network: {
            /** Chain Id */
            chain_id: number;
            addresses: components["schemas"]["Deployed"];
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /** Origin */
            origin: string;
            /** Licences */
            licences: string[];
            /** Rpc */
            rpc: string;
            /**
             * Walletconnect Project
             * @description empty if the page offers no WalletConnect
             * @default
             */
            walletconnect_project?: string;
            /** Epoch */
            epoch: number;
            /** Now */
            now: number;
            /**
             * Indexed
             * @description the block up to which this gateway knows the chain
             */
            indexed: number;
            /** Parameters */
            parameters: {
                [key: string]: string;
            };
            served: components["schemas"]["ServedModel"];
            /**
             * Transfer Fee
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            transfer_fee: string;
            /** @description of the open epoch: when a record that is sent now is scored, final and paid */
            clock: components["schemas"]["EpochTimes"];
            /**
             * Epochs
             * @description of the closed epochs that are not final, oldest first
             */
            epochs: components["schemas"]["EpochTimes"][];
            /** Typical */
            typical: components["schemas"]["TypicalPay"][];
            languages: components["schemas"]["Languages"];
        };
        /**
         * OpenAIModel
         * @description OpenAI's entry of a model.
         */
        OpenAIModel: {
            /** Id */
            id: string;
            /**
             * Object
             * @default model
             * @constant
             */
            object?: "model";
            /** Created */
            created: number;
            /**
             * Owned By
             * @default kula
             * @constant
             */
            owned_by?: "kula";
        };
        /**
         * OpenAIModels
         * @description OpenAI's list of models.
         */
        OpenAIModels: {
            /**
             * Object
             * @default list
             * @constant
             */
            object?: "list";
            /** Data */
            data: components["schemas"]["OpenAIModel"][];
        };
        /**
         * PairEvent
         * @description One server-sent event of a pair: the offer, then pieces and ends of its sides, places in the queue, or a problem.
         */
        PairEvent: {
            offer?: components["schemas"]["PairOffer"] | null;
            /** Side */
            side?: ("a" | "b") | null;
            /** Piece */
            piece?: string | null;
            /** Finish Reason */
            finish_reason?: ("stop" | "length") | null;
            /** Place */
            place?: number | null;
            /**
             * Problem
             * @description the slug of what broke the pair off
             */
            problem?: string | null;
        };
        /**
         * PairOffer
         * @description The EIP-712 type Pair with the gateway's signature, and its id. The first event of a pair.
         */
        PairOffer: {
            /**
             * Pair
             * Format: hex
             * @example 0x00
             */
            pair: Hex;
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Prompt Hash
             * Format: hex
             * @example 0x00
             */
            prompt_hash: Hex;
            /**
             * Sources
             * Format: hex
             * @example 0x00
             */
            sources: Hex;
            /** Until */
            until: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * Pay
         * @description What a record earned. It is claimable when its epoch is final, and `paid` when its account has claimed it.
         */
        Pay: {
            /** Credit */
            credit: number;
            /**
             * Price
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            price: string;
            /**
             * Amount
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            amount: string;
            /** Final */
            final: boolean;
            /** Paid */
            paid: boolean;
        };
        /**
         * PaymentStep
         * @description The row entitles `account` to `due` in all, at `price` per credit; `Token.earned_of` says `paid` of it.
         */
        PaymentStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "payment";
            /**
             * Account
             * Format: address
             * @description checksummed
             */
            account: Address;
            /**
             * Price
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            price: string;
            /**
             * Due
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            due: string;
            /**
             * Paid
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            paid: string;
        };
        /**
         * PostAccusation
         * @description A receipt, and the parts of the record's leaf that only its author knows.
         */
        PostAccusation: {
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /** Seq */
            seq: number;
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /** Last Epoch */
            last_epoch: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
            /** Pay To */
            pay_to?: Address | null;
            /**
             * Signatures Hash
             * @description keccak256 of the grant's signature and the record's signature, joined
             */
            signatures_hash?: Hex | null;
        };
        /**
         * PostChat
         * @description OpenAI's chat request.
         */
        PostChat: {
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Model
             * @description `kula` or the id of the adopted model
             * @default kula
             */
            model?: string;
            /**
             * Max Tokens
             * @description at most what the gateway gives; `finish_reason` tells
             */
            max_tokens?: number | null;
            /**
             * Max Completion Tokens
             * @description the same, under its newer name
             */
            max_completion_tokens?: number | null;
            /**
             * Temperature
             * @default 0
             */
            temperature?: number;
            /**
             * Top P
             * @description 0 takes the likeliest token
             * @default 1
             */
            top_p?: number;
            /** Seed */
            seed?: number | null;
            /**
             * N
             * @default 1
             */
            n?: number;
            /**
             * Stop
             * @default []
             */
            stop?: string[];
            /**
             * Stream
             * @default false
             */
            stream?: boolean;
            /**
             * @default {
             *       "include_usage": false
             *     }
             */
            stream_options?: components["schemas"]["StreamOptions"];
            kula?: components["schemas"]["ChatKey"] | null;
            /**
             * User
             * @description accepted; changes no answer
             */
            user?: unknown;
            /**
             * Metadata
             * @description accepted; changes no answer, and is not kept
             */
            metadata?: unknown;
            /**
             * Safety Identifier
             * @description accepted; changes no answer
             */
            safety_identifier?: unknown;
            /**
             * Prompt Cache Key
             * @description accepted; changes no answer
             */
            prompt_cache_key?: unknown;
            /**
             * Store
             * @description not supported: leave it out, or null
             */
            store?: unknown;
            /**
             * Service Tier
             * @description not supported: leave it out, or null
             */
            service_tier?: unknown;
            /**
             * Frequency Penalty
             * @description not supported: leave it out, or null
             */
            frequency_penalty?: unknown;
            /**
             * Presence Penalty
             * @description not supported: leave it out, or null
             */
            presence_penalty?: unknown;
            /**
             * Logit Bias
             * @description not supported: leave it out, or null
             */
            logit_bias?: unknown;
            /**
             * Logprobs
             * @description not supported: leave it out, or null
             */
            logprobs?: unknown;
            /**
             * Top Logprobs
             * @description not supported: leave it out, or null
             */
            top_logprobs?: unknown;
            /**
             * Response Format
             * @description not supported: leave it out, or null
             */
            response_format?: unknown;
            /**
             * Tools
             * @description may be offered; none is called
             * @default []
             */
            tools?: components["schemas"]["Tool"][];
            /**
             * Tool Choice
             * @description not supported: leave it out, or null
             */
            tool_choice?: unknown;
            /**
             * Parallel Tool Calls
             * @description not supported: leave it out, or null
             */
            parallel_tool_calls?: unknown;
            /**
             * Functions
             * @description not supported: leave it out, or null
             */
            functions?: unknown;
            /**
             * Function Call
             * @description not supported: leave it out, or null
             */
            function_call?: unknown;
            /**
             * Modalities
             * @description not supported: leave it out, or null
             */
            modalities?: unknown;
            /**
             * Audio
             * @description not supported: leave it out, or null
             */
            audio?: unknown;
            /**
             * Prediction
             * @description not supported: leave it out, or null
             */
            prediction?: unknown;
            /**
             * Reasoning Effort
             * @description not supported: leave it out, or null
             */
            reasoning_effort?: unknown;
            /**
             * Verbosity
             * @description not supported: leave it out, or null
             */
            verbosity?: unknown;
            /**
             * Web Search Options
             * @description not supported: leave it out, or null
             */
            web_search_options?: unknown;
        };
        /**
         * PostChoice
         * @description PairChoice, signed by the pair's session key.
         */
        PostChoice: {
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "a" | "b" | "tie" | "both-bad" | "skip";
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * PostClaim
         * @description An account that wants the pay that final ledgers owe it.
         */
        PostClaim: {
            /**
             * Account
             * Format: address
             * @description checksummed
             */
            account: Address;
        };
        /**
         * PostErasure
         * @description EraseContent, signed by the owner. `record` is zero for all that were signed at or before `until`.
         */
        PostErasure: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /** Until */
            until: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
            /**
             * Royalties
             * @default []
             */
            royalties?: components["schemas"]["RoyaltyEnd"][];
        };
        /**
         * PostGrant
         * @description A grant with its owner's signature.
         */
        PostGrant: {
            grant: components["schemas"]["GrantMessage"];
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * PostPair
         * @description A talk to which two answers are wanted, for a session key.
         */
        PostPair: {
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Max Tokens
             * @description at most what the gateway gives
             */
            max_tokens?: number | null;
        };
        /**
         * PostRecord
         * @description A record with its session key's signature, and the content and salt that it commits to.
         */
        PostRecord: {
            record: components["schemas"]["RecordMessage"];
            /**
             * Grant
             * Format: hex
             * @example 0x00
             */
            grant: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
            /**
             * Salt
             * Format: hex
             * @example 0x00
             */
            salt: Hex;
            /**
             * Content
             * @description the canonical content, see docs/protocol.md
             */
            content: {
                [key: string]: unknown;
            };
        };
        /**
         * PostRecords
         * @description Up to 32 records in one request.
         */
        PostRecords: {
            /** Records */
            records: components["schemas"]["PostRecord"][];
        };
        /**
         * PostRevocation
         * @description The end of a session key, signed by its owner.
         */
        PostRevocation: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * PostSignature
         * @description A seat's signature under a report, with the report's fields that the gateway cannot know.
         */
        PostSignature: {
            /** Seat */
            seat: number;
            /** Attempt */
            attempt: number;
            /**
             * Root
             * Format: hex
             * @example 0x00
             */
            root: Hex;
            /**
             * Files
             * Format: hex
             * @example 0x00
             */
            files: Hex;
            /** Sum Credit */
            sum_credit: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * PostTakeBack
         * @description The end of a record that is not posted: TakeBack, signed by its session key or its owner.
         */
        PostTakeBack: {
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * PostTransfer
         * @description A transfer of coin that its account signed, for this gateway to send.
         */
        PostTransfer: {
            transfer: components["schemas"]["TransferMessage"];
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * Receipt
         * @description The gateway's promise to post a record.
         */
        Receipt: {
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /** Seq */
            seq: number;
            /** Last Epoch */
            last_epoch: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * ReceiptPart
         * @description A receipt beside its record.
         */
        ReceiptPart: {
            /** Seq */
            seq: number;
            /** Last Epoch */
            last_epoch: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * ReceiptStep
         * @description The gateway signed the receipt whose EIP-712 digest is `hash`.
         */
        ReceiptStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "receipt";
            /**
             * Hash
             * Format: hex
             * @example 0x00
             */
            hash: Hex;
            /** Seq */
            seq: number;
            /** Last Epoch */
            last_epoch: number;
        };
        /**
         * Receipts
         * @description One receipt per record, in the order of the request.
         */
        Receipts: {
            /** Records */
            records: components["schemas"]["Receipt"][];
        };
        /**
         * RecordMessage
         * @description The EIP-712 type Record.
         */
        RecordMessage: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Kind
             * @enum {string}
             */
            kind: "conversation" | "rating" | "correction" | "preference";
            /**
             * Commitment
             * Format: hex
             * @example 0x00
             */
            commitment: Hex;
            /** Licence */
            licence: string;
            /**
             * Parent
             * Format: hex
             * @example 0x00
             */
            parent: Hex;
            /**
             * Nonce
             * @description a random 64-bit integer as text
             */
            nonce: string;
        };
        /**
         * RecordStatus
         * @description Where a record stands. All times are block time, in seconds.
         */
        RecordStatus: {
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Kind
             * @enum {string}
             */
            kind: "conversation" | "rating" | "correction" | "preference";
            /**
             * Parent
             * Format: hex
             * @example 0x00
             */
            parent: Hex;
            /**
             * Signed At
             * @description the time in the record's nonce, as its signer says
             */
            signed_at: number;
            /**
             * Received At
             * @description when this gateway took it; null for what an older release took
             */
            received_at: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "received" | "posted" | "reported" | "final" | "void";
            /**
             * Epoch
             * @description the epoch that scored it
             */
            epoch: number | null;
            /** Position */
            position: number | null;
            /** Score */
            score: number | null;
            /**
             * Floor
             * @description a record is paid above this score
             */
            floor: number;
            /** Reasons */
            reasons: string[];
            pay: components["schemas"]["Pay"] | null;
            estimate: components["schemas"]["Estimate"] | null;
            /**
             * Unestimated
             * @description why there is no estimate; null if there is one
             */
            unestimated: ("no-scorer" | "waiting" | "unreadable" | "scored") | null;
            /**
             * Again
             * @description its language or kind was unknown, and the adopted scorer knows it now: it can be sent anew
             */
            again: boolean;
            receipt: components["schemas"]["ReceiptPart"];
            /**
             * Until
             * @description until about when it can be taken back; a full batch is posted earlier. Null if it cannot
             */
            until: number | null;
            /** Withheld */
            withheld: ("quarantined" | "taken-back" | "erasing" | "erased") | null;
        };
        /**
         * RecordStep
         * @description The session key signed the record whose EIP-712 digest is `hash`, and the owner the grant.
         */
        RecordStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "record";
            /**
             * Hash
             * Format: hex
             * @example 0x00
             */
            hash: Hex;
            /**
             * Grant
             * Format: hex
             * @description the grant's EIP-712 digest
             * @example 0x00
             */
            grant: Hex;
        };
        /**
         * Records
         * @description A page of an account's records, newest first. `next` is the cursor of the next page; null after the last.
         */
        Records: {
            /** Records */
            records: components["schemas"]["RecordStatus"][];
            /** Next */
            next: string | null;
        };
        /**
         * RefusedContents
         * @description Content ids that this gateway neither takes nor serves.
         */
        RefusedContents: {
            /** Content Ids */
            content_ids: string[];
        };
        /**
         * ReportStatus
         * @description The live report of an epoch.
         */
        ReportStatus: {
            /**
             * Digest
             * Format: hex
             * @example 0x00
             */
            digest: Hex;
            /**
             * Root
             * Format: hex
             * @example 0x00
             */
            root: Hex;
            /**
             * Price
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            price: string;
        };
        /**
         * Revealed
         * @description What a gateway committed to, and the signed answers. An answer that was not made to its end has none.
         */
        Revealed: {
            /**
             * Pair
             * Format: hex
             * @example 0x00
             */
            pair: Hex;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "a" | "b" | "tie" | "both-bad" | "skip";
            /**
             * Salt
             * Format: hex
             * @example 0x00
             */
            salt: Hex;
            sources: components["schemas"]["Sources"];
            a: components["schemas"]["SignedAnswer"] | null;
            b: components["schemas"]["SignedAnswer"] | null;
        };
        /**
         * Revoked
         * @description A session key that has ended.
         */
        Revoked: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Key
             * Format: address
             * @description checksummed
             */
            key: Address;
            /**
             * Transaction
             * Format: hex
             * @example 0x00
             */
            transaction: Hex;
        };
        /**
         * RowStep
         * @description The row stands at its `t` of `count` under the root of the epoch's report on chain (`Reports.standing`).
         */
        RowStep: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            step: "row";
            /** Epoch */
            epoch: number;
            row: components["schemas"]["LedgerRow"];
            /**
             * Leaf
             * Format: hex
             * @example 0x00
             */
            leaf: Hex;
            /** Count */
            count: number;
            /** Proof */
            proof: Hex[];
            /**
             * Root
             * Format: hex
             * @example 0x00
             */
            root: Hex;
            /**
             * Report
             * Format: hex
             * @description the report's digest
             * @example 0x00
             */
            report: Hex;
            /** Final */
            final: boolean;
        };
        /**
         * RoyaltyEnd
         * @description The end of one record's royalties: Erase, signed by the account that the record pays.
         */
        RoyaltyEnd: {
            /** Epoch */
            epoch: number;
            /** Position */
            position: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * ScoreSpread
         * @description How the scores of one kind of this gateway's records lie in an epoch: half of them between `low` and `high`.
         */
        ScoreSpread: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "conversation" | "rating" | "correction" | "preference";
            /** Records */
            records: number;
            /** Low */
            low: number;
            /** Middle */
            middle: number;
            /** High */
            high: number;
            /**
             * Bins
             * @description how many records score 0 to 15, 16 to 31 and so on, up to 240 to 255
             */
            bins: number[];
        };
        /**
         * SeatReveal
         * @description Whether a validator that had a seat in an epoch revealed scores there.
         */
        SeatReveal: {
            /** Epoch */
            epoch: number;
            /** Revealed */
            revealed: boolean;
        };
        /**
         * SeatSignature
         * @description One seat's signature under one report, with what the report's digest covers beside epoch and attempt.
         *
         *     So whoever sees two of a seat can prove it.
         */
        SeatSignature: {
            /** Seat */
            seat: number;
            /**
             * Digest
             * Format: hex
             * @example 0x00
             */
            digest: Hex;
            /**
             * Parent
             * Format: hex
             * @example 0x00
             */
            parent: Hex;
            /**
             * Root
             * Format: hex
             * @example 0x00
             */
            root: Hex;
            /**
             * Files
             * Format: hex
             * @example 0x00
             */
            files: Hex;
            /** Sum Credit */
            sum_credit: number;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * ServedModel
         * @description The model that the chain serves.
         */
        ServedModel: {
            /** Model */
            model: number;
            /**
             * Manifest
             * Format: hex
             * @example 0x00
             */
            manifest: Hex;
        };
        /**
         * Signed
         * @description The report that was signed.
         */
        Signed: {
            /**
             * Digest
             * Format: hex
             * @example 0x00
             */
            digest: Hex;
        };
        /**
         * SignedAnswer
         * @description The gateway's signature over prompt, answer, model and session key; it travels inside the record.
         */
        SignedAnswer: {
            /**
             * Model
             * Format: hex
             * @example 0x00
             */
            model: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
        };
        /**
         * Source
         * @description What made an answer: the sha2-256 of its model's manifest, and the temperature in thousandths.
         */
        Source: {
            /**
             * Model
             * Format: hex
             * @example 0x00
             */
            model: Hex;
            /** Temperature */
            temperature: number;
        };
        /**
         * Sources
         * @description What stands behind a and b.
         */
        Sources: {
            a: components["schemas"]["Source"];
            b: components["schemas"]["Source"];
        };
        /**
         * Status
         * @description A word for monitors.
         */
        Status: {
            /** Status */
            status: string;
        };
        /**
         * StreamOptions
         * @description How events are sent.
         */
        StreamOptions: {
            /**
             * Include Usage
             * @default false
             */
            include_usage?: boolean;
            /**
             * Include Obfuscation
             * @description not supported: leave it out, or null
             */
            include_obfuscation?: unknown;
        };
        /**
         * TakenBack
         * @description A record whose key, salt and text are destroyed. Its number is still posted, and scores 1.
         */
        TakenBack: {
            /**
             * Record
             * Format: hex
             * @example 0x00
             */
            record: Hex;
            /** Seq */
            seq: number;
            /** Last Epoch */
            last_epoch: number;
        };
        /**
         * Task
         * @description Something to do, which nobody else holds until `until` (block time, seconds).
         */
        Task: {
            /**
             * Task
             * Format: hex
             * @example 0x00
             */
            task: Hex;
            /**
             * Kind
             * @enum {string}
             */
            kind: "pair" | "correct" | "answer";
            /**
             * Messages
             * @description the talk; for `correct`, its last message is the answer to correct
             */
            messages: {
                [key: string]: string;
            }[];
            /**
             * Dataset
             * @description the dataset that its talk comes from
             */
            dataset: number;
            /** @description the bad answer, signed for this key, if its model is known */
            answer: components["schemas"]["SignedAnswer"] | null;
            /** Until */
            until: number;
        };
        /**
         * Tasks
         * @description What a session key holds now, and how many more there are.
         */
        Tasks: {
            /** Tasks */
            tasks: components["schemas"]["Task"][];
            /** Free */
            free: components["schemas"]["FreeTasks"][];
        };
        /**
         * Tool
         * @description A tool that the model may call. Ours calls none, which is its choice while `tool_choice` is `auto` or `none`.
         *
         *     Programs such as Open WebUI offer theirs with every chat. The header `kula-unused` says that none was read.
         */
        Tool: {
            /**
             * Type
             * @constant
             */
            type: "function";
            /** Function */
            function: {
                [key: string]: unknown;
            };
        };
        /**
         * TraceStart
         * @description The public parts of a record, and the steps that it has reached. It holds no salt, no key and no content.
         *
         *     The steps `dataset` and `model` are only for whoever proves to hold the salt.
         */
        TraceStart: {
            record: components["schemas"]["RecordMessage"];
            /**
             * Hash
             * Format: hex
             * @example 0x00
             */
            hash: Hex;
            grant: components["schemas"]["GrantMessage"];
            /**
             * Grant Signature
             * Format: hex
             * @example 0x00
             */
            grant_signature: Hex;
            /**
             * Signature
             * Format: hex
             * @example 0x00
             */
            signature: Hex;
            /**
             * Gateway
             * Format: address
             * @description checksummed
             */
            gateway: Address;
            /** Seq */
            seq: number;
            /** Link */
            link: string;
            /**
             * Receipt
             * Format: hex
             * @example 0x00
             */
            receipt: Hex;
            /** Last Epoch */
            last_epoch: number;
            /** Steps */
            steps: (components["schemas"]["RecordStep"] | components["schemas"]["ReceiptStep"] | components["schemas"]["BatchStep"] | components["schemas"]["RowStep"] | components["schemas"]["PaymentStep"] | components["schemas"]["DatasetStep"] | components["schemas"]["ModelStep"])[];
        };
        /**
         * TransferMessage
         * @description The EIP-712 type TransferWithFee, in the Token's domain.
         */
        TransferMessage: {
            /**
             * From
             * Format: address
             * @description checksummed
             */
            from: Address;
            /**
             * To
             * Format: address
             * @description checksummed
             */
            to: Address;
            /**
             * Value
             * @description an integer of at most 256 bits as decimal text
             */
            value: string;
            /**
             * Relayer
             * Format: address
             * @description checksummed
             */
            relayer: Address;
            /**
             * Fee
             * @description an integer of at most 256 bits as decimal text
             */
            fee: string;
            /**
             * Validafter
             * @description an integer of at most 256 bits as decimal text
             */
            validAfter: string;
            /**
             * Validbefore
             * @description an integer of at most 256 bits as decimal text
             */
            validBefore: string;
            /**
             * Nonce
             * Format: hex
             * @example 0x00
             */
            nonce: Hex;
        };
        /**
         * Transferred
         * @description A transfer that this gateway has sent.
         */
        Transferred: {
            /**
             * Nonce
             * Format: hex
             * @example 0x00
             */
            nonce: Hex;
            /**
             * Transaction
             * Format: hex
             * @example 0x00
             */
            transaction: Hex;
        };
        /**
         * TypicalPay
         * @description The median pay of the records of one kind and language that became final in the last seven days. No promise.
         */
        TypicalPay: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "conversation" | "rating" | "correction" | "preference";
            /**
             * Language
             * @description ISO 639-1, or a script in capitals; null for all languages together
             */
            language: string | null;
            /** Records */
            records: number;
            /**
             * Amount
             * @description null if there are too few records
             */
            amount: string | null;
        };
        /**
         * Usage
         * @description Tokens of the talk, and of all answers to it.
         */
        Usage: {
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Total Tokens */
            total_tokens: number;
        };
        /**
         * ValidatorStatus
         * @description A validator, and what it did in the newest epochs whose reveals are over: only those in which it had a seat.
         */
        ValidatorStatus: {
            /**
             * Owner
             * Format: address
             * @description checksummed
             */
            owner: Address;
            /**
             * Operator
             * Format: address
             * @description checksummed
             */
            operator: Address;
            /**
             * Stake
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            stake: string;
            /** Seated */
            seated: boolean;
            /** Jailed Until */
            jailed_until: number;
            /** Epochs */
            epochs: components["schemas"]["SeatReveal"][];
        };
        /**
         * Validators
         * @description Who has a seat now, or had one in `epochs`; most stake first. It is at most ten minutes old.
         */
        Validators: {
            /** Epochs */
            epochs: number[];
            /** Validators */
            validators: components["schemas"]["ValidatorStatus"][];
        };
        /**
         * Waiting
         * @description Where a chat stands in the queue.
         */
        Waiting: {
            /** Place */
            place: number;
        };
        /**
         * ProblemDocument
         * @description RFC 9457: `type` is stable, `field` names what is wrong in the request.
         *
         *     `least_fee` comes with `fee-too-low`: what the same transfer has to pay, in the token's smallest unit as decimal text.
         */
        ProblemDocument: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /**
             * Field
             * @default null
             */
            field?: string | null;
            /**
             * Least Fee
             * @default null
             */
            least_fee?: string | null;
        };
        /**
         * OpenAIError
         * @description What went wrong. `code` is one of our stable slugs, and `param` the field that is wrong.
         */
        OpenAIError: {
            /** Message */
            message: string;
            /** Type */
            type: string;
            /** Param */
            param: string | null;
            /** Code */
            code: string;
        };
        /**
         * OpenAIProblem
         * @description OpenAI's body of an error.
         */
        OpenAIProblem: {
            error: components["schemas"]["OpenAIError"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_grant_v1_grants_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant": {
                 *         "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *         "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                 *         "payTo": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *         "licences": [
                 *           "CC0-1.0"
                 *         ],
                 *         "origin": "https://gateway.example",
                 *         "maxPerEpoch": 1000,
                 *         "expiry": 1827488093,
                 *         "nonce": "18410116568489173328"
                 *       },
                 *       "signature": "0xadeb6a6264cb9aa9eadc61bb1d68b4f0de0c109c17eaa7712583438c96959ed91e61c44593b06f5534e76264f84fd6b559a014025f418d6c1c31a9d4af76bc9b1c"
                 *     }
                 */
                "application/json": components["schemas"]["PostGrant"];
            };
        };
        responses: {
            /** @description it was known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "grant": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74",
                     *       "signature": "0xadeb6a6264cb9aa9eadc61bb1d68b4f0de0c109c17eaa7712583438c96959ed91e61c44593b06f5534e76264f84fd6b559a014025f418d6c1c31a9d4af76bc9b1c"
                     *     }
                     */
                    "application/json": components["schemas"]["GrantKept"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "grant": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74",
                     *       "signature": "0xadeb6a6264cb9aa9eadc61bb1d68b4f0de0c109c17eaa7712583438c96959ed91e61c44593b06f5534e76264f84fd6b559a014025f418d6c1c31a9d4af76bc9b1c"
                     *     }
                     */
                    "application/json": components["schemas"]["GrantKept"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `foreign-origin`: The grant names another page; `grant-expired`: The grant has expired; `account-refused`: This gateway takes nothing of this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `gas-used-up`: The gateway spends no more gas for this today */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_record_v1_records_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "record": {
                 *         "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *         "kind": "rating",
                 *         "commitment": "0x99084c37e9b3079033075033eac366125b7d3e7c5a53cf67a08f2ae114fcd7f0",
                 *         "licence": "CC0-1.0",
                 *         "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                 *         "nonce": "7713555507036640447"
                 *       },
                 *       "grant": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74",
                 *       "signature": "0x367b3caff3d75ab64dab5171b45510540534b6ccf314dcd003d5eb3c6623ad164214fef404d49dc28c41f326f953fd7f6e17625873f6060c99149690edb98aa91b",
                 *       "salt": "0x56fb319cf40643040a966831a3f603f1430459e1b5b03a76de0f30957bf63966",
                 *       "content": {
                 *         "kind": "rating",
                 *         "messages": [
                 *           {
                 *             "role": "user",
                 *             "content": "How do I boil an egg?"
                 *           },
                 *           {
                 *             "role": "assistant",
                 *             "content": "1 2 ",
                 *             "answer": {
                 *               "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                 *               "signature": "0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"
                 *             }
                 *           }
                 *         ],
                 *         "range": "-1/1",
                 *         "rating": 1,
                 *         "reasons": [
                 *           "correct"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PostRecord"] | components["schemas"]["PostRecords"];
            };
        };
        responses: {
            /** @description all were known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *       "gateway": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                     *       "seq": 0,
                     *       "last_epoch": 2,
                     *       "signature": "0x536dd9d7d34c4c43200a038990ffbcc399395974786bc97f0869e0333fb544b67e1e6058257d6958fae62b050d151880e068bbad72e25755ba17b06dd2f7092e1b"
                     *     }
                     */
                    "application/json": components["schemas"]["Receipt"] | components["schemas"]["Receipts"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *       "gateway": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                     *       "seq": 0,
                     *       "last_epoch": 2,
                     *       "signature": "0x536dd9d7d34c4c43200a038990ffbcc399395974786bc97f0869e0333fb544b67e1e6058257d6958fae62b050d151880e068bbad72e25755ba17b06dd2f7092e1b"
                     *     }
                     */
                    "application/json": components["schemas"]["Receipt"] | components["schemas"]["Receipts"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `grant-expired`: The grant has expired; `key-revoked`: The session key was revoked; `key-out-of-scope`: The record lies outside the grant; `account-refused`: This gateway takes nothing of this account; `content-refused`: This gateway does not take this content */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-grant`: The grant is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `nonce-repeated`: This session key has used the nonce for another record; `sold-before`: Most of it stands in a record that was erased; `pair-mismatch`: The record does not say what was chosen of the pair */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong; `commitment-mismatch`: The content is not what the record commits to; `signed-in-future`: The record's signing time has not come yet; `no-preference`: Both answers are the same words */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `quota-used-up`: The grant's records of this epoch are used up */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer; `no-place`: The gateway may not post records now; `backlog-full`: Too many records of this gateway wait to be posted */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_claim_v1_claims_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1"
                 *     }
                 */
                "application/json": components["schemas"]["PostClaim"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "amount": "28000000000000000000",
                     *       "transactions": [
                     *         "0x2a2de29f3ab35d1c3e728805ce98ee898df183008ae770cb48eee8d86de327fe"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Claimed"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-account`: The gateway does not know this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `nothing-due`: Too little is due to be claimed; `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `gas-used-up`: The gateway spends no more gas for this today */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_transfer_v1_transfers_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "transfer": {
                 *         "from": "0xDec39EE0651eb79B187A6D5663B30E7ab88742D3",
                 *         "to": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *         "value": "2000000000000000000",
                 *         "relayer": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                 *         "fee": "100000000000000000",
                 *         "validAfter": "0",
                 *         "validBefore": "1795955828",
                 *         "nonce": "0x9cc7b11c3ee983f630a53811d0a50f4b8ddbbf0b44d5be060d31b6fa34c3de9d"
                 *       },
                 *       "signature": "0xb031babc9fda313790996c96bdf0e8db4eaa956eedfe9b4ffd349adf29f6d3b654b757ed1e88dffab0729440ce89fe5965beb260c1a20a30a0b616bd46c7576c1c"
                 *     }
                 */
                "application/json": components["schemas"]["PostTransfer"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "nonce": "0x9cc7b11c3ee983f630a53811d0a50f4b8ddbbf0b44d5be060d31b6fa34c3de9d",
                     *       "transaction": "0xc9ce325a429884b18497d830fa88493d67e091b02cb7b17c06ed314784d1bc3b"
                     *     }
                     */
                    "application/json": components["schemas"]["Transferred"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `fee-too-low`: The fee is below what this gateway takes */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `gas-used-up`: The gateway spends no more gas for this today */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_revocation_v1_revocations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *       "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                 *       "signature": "0xb6724473687d9b60905ae317ebedd4844c0bed8ad73db885ed56a2d0bcfc46352d76bb349d748afcf64cffc061cd57d249227823ff6a81f7e0cba5560bd7f9021b"
                 *     }
                 */
                "application/json": components["schemas"]["PostRevocation"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                     *       "transaction": "0x2a2de29f3ab35d1c3e728805ce98ee898df183008ae770cb48eee8d86de327fe"
                     *     }
                     */
                    "application/json": components["schemas"]["Revoked"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-account`: The gateway does not know this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `gas-used-up`: The gateway spends no more gas for this today */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_network_v1_network_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "chain_id": 31337,
                     *       "addresses": {
                     *         "chain_id": 31337,
                     *         "token": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
                     *         "grants": "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
                     *         "gateways": "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0",
                     *         "batches": "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9",
                     *         "validators": "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9",
                     *         "scorers": "0x5FC8d32690cc91D4c39d9d3abcBD16989F875707",
                     *         "scores": "0x0165878A594ca255338adfa4d48449f69242Eb8F",
                     *         "reports": "0xa513E6E4b8f2a923D98304ec87F64353C4D5C853",
                     *         "challenges": "0x2279B7A0a67DB372996a5FaB50D91eAA73d2eBe6",
                     *         "demands": "0x8A791620dd6260079BF849Dc5567aDC3F2FdC318",
                     *         "pay": "0x610178dA211FEF7D417bC0e6FeD39F05609AD788",
                     *         "claims": "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e",
                     *         "registry": "0xA51c1fc2f0D1a1b8494Ed1FE312d7C3a78Ed91C0",
                     *         "judgements": "0x0DCd1Bf9A1b36cE34237eEaFef220932846BCD82",
                     *         "royalties": "0x9A676e781A523b5d0C0e43731313A708CB607508",
                     *         "block": 0,
                     *         "parties": {
                     *           "deployer": [
                     *             "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
                     *           ]
                     *         }
                     *       },
                     *       "gateway": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                     *       "origin": "https://gateway.example",
                     *       "licences": [
                     *         "CC0-1.0",
                     *         "CC-BY-4.0",
                     *         "CC-BY-SA-4.0"
                     *       ],
                     *       "rpc": "https://rpc.example",
                     *       "epoch": 1,
                     *       "now": 1795952093,
                     *       "parameters": {
                     *         "open_seconds": "60",
                     *         "commit_seconds": "60",
                     *         "reveal_seconds": "60",
                     *         "report_seconds": "60",
                     *         "challenge_seconds": "60",
                     *         "answer_seconds": "14400",
                     *         "vote_seconds": "60",
                     *         "floor": "64",
                     *         "import_percent": "50",
                     *         "duplicate_permille": "800",
                     *         "budget": "10000000000000000000000",
                     *         "cap": "500000000000000000",
                     *         "pool": "1000000000000000000000",
                     *         "lazy_distance": "24",
                     *         "lazy_rows": "4",
                     *         "seed_blocks": "2",
                     *         "round_epochs": "1",
                     *         "round_limit": "3",
                     *         "sample_drawn": "192",
                     *         "sample_per_account": "8",
                     *         "sample_records": "96",
                     *         "sample_accounts": "24",
                     *         "better_permille": "850",
                     *         "margin": "2",
                     *         "level_permille": "25",
                     *         "tie": "5",
                     *         "slice_records": "24",
                     *         "slice_accounts": "12",
                     *         "slice_margin": "50",
                     *         "checks": "512",
                     *         "checks_margin": "5",
                     *         "base_margin": "8",
                     *         "set_checks": "57",
                     *         "set_margin": "4",
                     *         "set_seats": "9",
                     *         "words_least": "800",
                     *         "words_most": "1250"
                     *       },
                     *       "served": {
                     *         "model": 1,
                     *         "manifest": "0x0606060606060606060606060606060606060606060606060606060606060606"
                     *       },
                     *       "transfer_fee": "100000000000000000",
                     *       "indexed": 53,
                     *       "clock": {
                     *         "epoch": 1,
                     *         "phase": "open",
                     *         "ends_at": 1795952153,
                     *         "scored_at": 1795952333,
                     *         "final_at": 1795952393,
                     *         "paid_at": 1795952993,
                     *         "late": false
                     *       },
                     *       "epochs": [],
                     *       "typical": [
                     *         {
                     *           "kind": "rating",
                     *           "language": "en",
                     *           "records": 12,
                     *           "amount": "28000000000000000000"
                     *         }
                     *       ],
                     *       "languages": {
                     *         "model": [
                     *           "en"
                     *         ],
                     *         "scorer": [
                     *           "CYRILLIC",
                     *           "LATIN"
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Network"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_epoch_v1_epochs__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "epoch": 1,
                     *       "phase": "challenge",
                     *       "records": 2,
                     *       "batches": [
                     *         {
                     *           "number": 1,
                     *           "manifest": "bafyreici2zxaf72be6j5trkdxe5wcjfk6i6b33rkbajhcv6hoogfd5kcjm",
                     *           "count": 2
                     *         }
                     *       ],
                     *       "report": {
                     *         "digest": "0xa2effe80f0d2d70f1f7d224e6cd84c19e36f0777980b9821dd23779171c70fae",
                     *         "root": "0xac4b9ab50b66765eaebee11c22209d645597e1f301c68f31218943a8d8a973ec",
                     *         "price": "500000000000000000"
                     *       },
                     *       "times": {
                     *         "epoch": 1,
                     *         "phase": "challenge",
                     *         "ends_at": 1795952153,
                     *         "scored_at": 1795952333,
                     *         "final_at": 1795952393,
                     *         "paid_at": 1795952993,
                     *         "late": false
                     *       },
                     *       "scores": [
                     *         {
                     *           "kind": "conversation",
                     *           "records": 37,
                     *           "low": 70,
                     *           "middle": 104,
                     *           "high": 150,
                     *           "bins": [
                     *             0,
                     *             0,
                     *             1,
                     *             3,
                     *             5,
                     *             5,
                     *             5,
                     *             4,
                     *             4,
                     *             4,
                     *             3,
                     *             2,
                     *             1,
                     *             0,
                     *             0,
                     *             0
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EpochStatus"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-epoch`: The epoch is not known */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_leaves_v1_batches__number__leaves_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "leaves": [
                     *         "0x5fc35de5fec3ced7e322291a69a3b1817957855400619be26e5caed8f4491d4c",
                     *         "0xab9ee70c7363101f6d9c712a0b5ec5bf50798d8948918c3b8bd75d501ca8ca43"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Leaves"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `not-found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_health_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_ready_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # TYPE kula_records_acknowledged counter
                     *     kula_records_acknowledged 2
                     *     # TYPE kula_records_posted counter
                     *     kula_records_posted 0
                     *     # TYPE kula_open_epoch gauge
                     *     kula_open_epoch 1
                     *     # TYPE kula_final_epoch gauge
                     *     kula_final_epoch 0
                     *     # TYPE kula_worker_failures counter
                     */
                    "text/plain": string;
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_record_v1_records__record__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e */
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *       "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "kind": "rating",
                     *       "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *       "state": "final",
                     *       "epoch": 1,
                     *       "position": 0,
                     *       "score": 120,
                     *       "reasons": [],
                     *       "pay": {
                     *         "credit": 56,
                     *         "price": "500000000000000000",
                     *         "amount": "28000000000000000000",
                     *         "final": true,
                     *         "paid": true
                     *       },
                     *       "receipt": {
                     *         "seq": 0,
                     *         "last_epoch": 2,
                     *         "signature": "0x536dd9d7d34c4c43200a038990ffbcc399395974786bc97f0869e0333fb544b67e1e6058257d6958fae62b050d151880e068bbad72e25755ba17b06dd2f7092e1b"
                     *       },
                     *       "until": null,
                     *       "withheld": null,
                     *       "signed_at": 1795952040,
                     *       "received_at": 1795952093,
                     *       "floor": 64,
                     *       "estimate": {
                     *         "score": 118,
                     *         "reasons": [
                     *           "good"
                     *         ],
                     *         "stage": "whole",
                     *         "scorer": "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c",
                     *         "at": 1795952104
                     *       },
                     *       "unestimated": null,
                     *       "again": false
                     *     }
                     */
                    "application/json": components["schemas"]["RecordStatus"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-record`: The record is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_account_v1_accounts__address__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 */
                address: Address;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "records": {
                     *         "received": 0,
                     *         "posted": 0,
                     *         "reported": 0,
                     *         "final": 2,
                     *         "void": 0
                     *       },
                     *       "earned": "56000000000000000000",
                     *       "claimable": "0",
                     *       "paid": "56000000000000000000",
                     *       "pending": "0",
                     *       "grants": [
                     *         {
                     *           "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                     *           "payTo": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "licences": [
                     *             "CC0-1.0"
                     *           ],
                     *           "origin": "https://gateway.example",
                     *           "maxPerEpoch": 1000,
                     *           "expiry": 1827488093,
                     *           "nonce": "18410116568489173328",
                     *           "hash": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountStatus"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_account_records_v1_accounts__address__records_get: {
        parameters: {
            query?: {
                /**
                 * @description `next` of the page before; empty for the first page
                 * @example OQ
                 */
                cursor?: string;
                /** @example 2 */
                limit?: number;
                /** @example final */
                state?: ("received" | "posted" | "reported" | "final" | "void") | null;
                /** @example rating */
                kind?: ("conversation" | "rating" | "correction" | "preference") | null;
            };
            header?: never;
            path: {
                /** @example 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 */
                address: Address;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "records": [
                     *         {
                     *           "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                     *           "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "kind": "conversation",
                     *           "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *           "state": "final",
                     *           "epoch": 1,
                     *           "position": 1,
                     *           "score": 120,
                     *           "reasons": [],
                     *           "pay": {
                     *             "credit": 56,
                     *             "price": "500000000000000000",
                     *             "amount": "28000000000000000000",
                     *             "final": true,
                     *             "paid": true
                     *           },
                     *           "receipt": {
                     *             "seq": 1,
                     *             "last_epoch": 2,
                     *             "signature": "0xc9b4f87d43aaf13eadba3451df56c616efa08bd366e797a76c8e8066ae76f60a0b76680c113301cc2f30aa3956deb2185744f94f56b46d8b208e18621f7e0ed91b"
                     *           },
                     *           "until": null,
                     *           "withheld": "taken-back",
                     *           "signed_at": 1795952040,
                     *           "received_at": 1795952093,
                     *           "floor": 64,
                     *           "estimate": {
                     *             "score": 118,
                     *             "reasons": [
                     *               "good"
                     *             ],
                     *             "stage": "whole",
                     *             "scorer": "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c",
                     *             "at": 1795952104
                     *           },
                     *           "unestimated": null,
                     *           "again": false
                     *         },
                     *         {
                     *           "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *           "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "kind": "rating",
                     *           "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *           "state": "final",
                     *           "epoch": 1,
                     *           "position": 0,
                     *           "score": 120,
                     *           "reasons": [],
                     *           "pay": {
                     *             "credit": 56,
                     *             "price": "500000000000000000",
                     *             "amount": "28000000000000000000",
                     *             "final": true,
                     *             "paid": true
                     *           },
                     *           "receipt": {
                     *             "seq": 0,
                     *             "last_epoch": 2,
                     *             "signature": "0x536dd9d7d34c4c43200a038990ffbcc399395974786bc97f0869e0333fb544b67e1e6058257d6958fae62b050d151880e068bbad72e25755ba17b06dd2f7092e1b"
                     *           },
                     *           "until": null,
                     *           "withheld": null,
                     *           "signed_at": 1795952040,
                     *           "received_at": 1795952093,
                     *           "floor": 64,
                     *           "estimate": {
                     *             "score": 118,
                     *             "reasons": [
                     *               "good"
                     *             ],
                     *             "stage": "whole",
                     *             "scorer": "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c",
                     *             "at": 1795952104
                     *           },
                     *           "unestimated": null,
                     *           "again": false
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["Records"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_account_days_v1_accounts__address__days_get: {
        parameters: {
            query?: {
                /**
                 * @description `next` of the page before; empty for the first page
                 * @example MjA3ODY
                 */
                cursor?: string;
                /** @example 31 */
                limit?: number;
            };
            header?: never;
            path: {
                /** @example 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 */
                address: Address;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": [
                     *         {
                     *           "day": "2026-11-29",
                     *           "records": 2,
                     *           "paid": "56000000000000000000",
                     *           "claimable": "0",
                     *           "pending": "0"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": components["schemas"]["Days"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_account_events_v1_accounts__address__events_get: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description the id of the last event that came
                 * @example 41
                 */
                "last-event-id"?: string;
            };
            path: {
                /** @example 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 */
                address: Address;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description server-sent events, each with an id and a Change as data; a comment every 15 s */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 41
                     *     event: record
                     *     data: {"change": "record", "at": 1795952104, "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e", "state": "final", "score": 120, "epoch": 1, "phase": null, "amount": null}
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: "[DONE]" | string;
                    };
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_trace_v1_trace__record__get: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description the record's salt, for the steps behind the payment
                 * @example 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a
                 */
                "kula-salt"?: string;
            };
            path: {
                /** @example 0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e */
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "record": {
                     *         "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *         "kind": "rating",
                     *         "commitment": "0x99084c37e9b3079033075033eac366125b7d3e7c5a53cf67a08f2ae114fcd7f0",
                     *         "licence": "CC0-1.0",
                     *         "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *         "nonce": "7713555507036640447"
                     *       },
                     *       "hash": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *       "grant": {
                     *         "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *         "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                     *         "payTo": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *         "licences": [
                     *           "CC0-1.0"
                     *         ],
                     *         "origin": "https://gateway.example",
                     *         "maxPerEpoch": 1000,
                     *         "expiry": 1827488093,
                     *         "nonce": "18410116568489173328"
                     *       },
                     *       "grant_signature": "0xadeb6a6264cb9aa9eadc61bb1d68b4f0de0c109c17eaa7712583438c96959ed91e61c44593b06f5534e76264f84fd6b559a014025f418d6c1c31a9d4af76bc9b1c",
                     *       "signature": "0x367b3caff3d75ab64dab5171b45510540534b6ccf314dcd003d5eb3c6623ad164214fef404d49dc28c41f326f953fd7f6e17625873f6060c99149690edb98aa91b",
                     *       "gateway": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                     *       "seq": 0,
                     *       "link": "bafkreifvwxiszyef2eizf3tgjhqbcnyqipsl3hwom3adhhy4fcv5awv3lq",
                     *       "receipt": "0x536dd9d7d34c4c43200a038990ffbcc399395974786bc97f0869e0333fb544b67e1e6058257d6958fae62b050d151880e068bbad72e25755ba17b06dd2f7092e1b",
                     *       "last_epoch": 2,
                     *       "steps": [
                     *         {
                     *           "step": "record",
                     *           "hash": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *           "grant": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74"
                     *         },
                     *         {
                     *           "step": "receipt",
                     *           "hash": "0xabababababababababababababababababababababababababababababababab",
                     *           "seq": 0,
                     *           "last_epoch": 2
                     *         },
                     *         {
                     *           "step": "batch",
                     *           "number": 1,
                     *           "epoch": 1,
                     *           "position": 0,
                     *           "leaf": "0xabababababababababababababababababababababababababababababababab",
                     *           "index": 0,
                     *           "count": 2,
                     *           "proof": [
                     *             "0xabababababababababababababababababababababababababababababababab"
                     *           ],
                     *           "root": "0xabababababababababababababababababababababababababababababababab",
                     *           "manifest": "bafyreici2zxaf72be6j5trkdxe5wcjfk6i6b33rkbajhcv6hoogfd5kcjm",
                     *           "block": "bafkreifvwxiszyef2eizf3tgjhqbcnyqipsl3hwom3adhhy4fcv5awv3lq"
                     *         },
                     *         {
                     *           "step": "row",
                     *           "epoch": 1,
                     *           "row": {
                     *             "t": 0,
                     *             "pay_to": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *             "pos": 0,
                     *             "median": 120,
                     *             "credits": 56,
                     *             "sum_credit": 56,
                     *             "before": "0",
                     *             "since": 0
                     *           },
                     *           "leaf": "0xabababababababababababababababababababababababababababababababab",
                     *           "count": 2,
                     *           "proof": [
                     *             "0xabababababababababababababababababababababababababababababababab"
                     *           ],
                     *           "root": "0xabababababababababababababababababababababababababababababababab",
                     *           "report": "0xabababababababababababababababababababababababababababababababab",
                     *           "final": true
                     *         },
                     *         {
                     *           "step": "payment",
                     *           "account": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "price": "500000000000000000",
                     *           "due": "28000000000000000000",
                     *           "paid": "56000000000000000000"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TraceStart"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `access-denied`: This path is not for this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-record`: The record is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_datasets_v1_datasets_get: {
        parameters: {
            query?: {
                /**
                 * @description the last number of the page before
                 * @example 0
                 */
                after?: number;
                /** @example 100 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "last": 0,
                     *       "datasets": []
                     *     }
                     */
                    "application/json": components["schemas"]["Datasets"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_network_models_v1_network_models_get: {
        parameters: {
            query?: {
                /**
                 * @description the last number of the page before
                 * @example 0
                 */
                after?: number;
                /** @example 100 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "last": 2,
                     *       "models": [
                     *         {
                     *           "version": 1,
                     *           "cid": "bafyreiagaydambqgaydambqgaydambqgaydambqgaydambqgaydambqgay",
                     *           "parent": 0,
                     *           "trainer": "0x0000000000000000000000000000000000000000",
                     *           "round": 0,
                     *           "state": "adopted",
                     *           "datasets": [],
                     *           "served": false,
                     *           "loss": null
                     *         },
                     *         {
                     *           "version": 2,
                     *           "cid": "bafyreiaha4dqobyha4dqobyha4dqobyha4dqobyha4dqobyha4dqobyha4",
                     *           "parent": 1,
                     *           "trainer": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "round": 1,
                     *           "state": "adopted",
                     *           "datasets": [
                     *             1
                     *           ],
                     *           "served": true,
                     *           "loss": {
                     *             "before": 2430,
                     *             "after": 2248,
                     *             "seats": 5
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_published_v1_published__cid__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku */
                cid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"v": 1, "tokens": 48, "samples": [{"prompt": "How do I boil an egg?", "parent": "Boil it.", "own": "Put it into boiling water for eight minutes."}]} */
                    "application/octet-stream": string;
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `not-found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_validators_v1_network_validators_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "epochs": [
                     *         7,
                     *         8
                     *       ],
                     *       "validators": [
                     *         {
                     *           "owner": "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
                     *           "operator": "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
                     *           "stake": "40000000000000000000000",
                     *           "seated": true,
                     *           "jailed_until": 0,
                     *           "epochs": [
                     *             {
                     *               "epoch": 7,
                     *               "revealed": true
                     *             },
                     *             {
                     *               "epoch": 8,
                     *               "revealed": false
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Validators"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_entries_v1_epochs__number__entries_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "batches": [
                     *         {
                     *           "number": 1,
                     *           "entries": [
                     *             {
                     *               "seq": 0,
                     *               "record": {
                     *                 "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *                 "kind": "rating",
                     *                 "commitment": "0x99084c37e9b3079033075033eac366125b7d3e7c5a53cf67a08f2ae114fcd7f0",
                     *                 "licence": "CC0-1.0",
                     *                 "parent": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *                 "nonce": "7713555507036640447"
                     *               },
                     *               "grant": {
                     *                 "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *                 "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                     *                 "payTo": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *                 "licences": [
                     *                   "CC0-1.0"
                     *                 ],
                     *                 "origin": "https://gateway.example",
                     *                 "maxPerEpoch": 1000,
                     *                 "expiry": 1827488093,
                     *                 "nonce": "18410116568489173328"
                     *               },
                     *               "grant_signature": "0xadeb6a6264cb9aa9eadc61bb1d68b4f0de0c109c17eaa7712583438c96959ed91e61c44593b06f5534e76264f84fd6b559a014025f418d6c1c31a9d4af76bc9b1c",
                     *               "signature": "0x367b3caff3d75ab64dab5171b45510540534b6ccf314dcd003d5eb3c6623ad164214fef404d49dc28c41f326f953fd7f6e17625873f6060c99149690edb98aa91b",
                     *               "content_key": "0xd11fac19a73c8b287009e18b76f80afcc2e5fa12c7f01d85a16e877277c48d14",
                     *               "salt": "0x56fb319cf40643040a966831a3f603f1430459e1b5b03a76de0f30957bf63966",
                     *               "link": "bafkreifvwxiszyef2eizf3tgjhqbcnyqipsl3hwom3adhhy4fcv5awv3lq"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["EpochEntries"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `access-denied`: This path is not for this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_signatures_v1_epochs__number__signatures_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "attempt": 0,
                     *       "signatures": [
                     *         {
                     *           "seat": 0,
                     *           "digest": "0x7f80c957c8b415a7aa608494a8c39eadc5c774d1c5308723d81d2a5c009d9d23",
                     *           "parent": "0xa2effe80f0d2d70f1f7d224e6cd84c19e36f0777980b9821dd23779171c70fae",
                     *           "root": "0xac4b9ab50b66765eaebee11c22209d645597e1f301c68f31218943a8d8a973ec",
                     *           "files": "0x0000000000000000000000000000000000000000000000000000000000000000",
                     *           "sum_credit": 112,
                     *           "signature": "0x4ac62aa3bd1b8fabbdd8be1b41440d1ba67185bdcc3f014c8f89b2b6ba4bd93226e5eda933e06f8388c9eea47e646312e2b95435f0309452f01610e9a484e21d1c"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_signature_v1_epochs__number__signatures_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 1 */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "seat": 0,
                 *       "attempt": 0,
                 *       "root": "0xac4b9ab50b66765eaebee11c22209d645597e1f301c68f31218943a8d8a973ec",
                 *       "files": "0x0000000000000000000000000000000000000000000000000000000000000000",
                 *       "sum_credit": 112,
                 *       "signature": "0x4ac62aa3bd1b8fabbdd8be1b41440d1ba67185bdcc3f014c8f89b2b6ba4bd93226e5eda933e06f8388c9eea47e646312e2b95435f0309452f01610e9a484e21d1c"
                 *     }
                 */
                "application/json": components["schemas"]["PostSignature"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "digest": "0x7f80c957c8b415a7aa608494a8c39eadc5c774d1c5308723d81d2a5c009d9d23"
                     *     }
                     */
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `access-denied`: This path is not for this account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `bulletin-full`: This seat has signed too many reports */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_completion_v1_chat_completions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "kula",
                 *       "messages": [
                 *         {
                 *           "role": "user",
                 *           "content": "How do I boil an egg?"
                 *         }
                 *       ],
                 *       "max_tokens": 2,
                 *       "kula": {
                 *         "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PostChat"];
            };
        };
        responses: {
            /** @description with `stream`: one server-sent event per piece, each with its number as id; a comment every 15 s */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "chatcmpl-7a0c5688756b4d668b91dca457023237",
                     *       "object": "chat.completion",
                     *       "created": 1795952099,
                     *       "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *       "choices": [
                     *         {
                     *           "index": 0,
                     *           "message": {
                     *             "role": "assistant",
                     *             "content": "1 2 "
                     *           },
                     *           "finish_reason": "length",
                     *           "kula": {
                     *             "answer": {
                     *               "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *               "signature": "0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "usage": {
                     *         "prompt_tokens": 3,
                     *         "completion_tokens": 2,
                     *         "total_tokens": 5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Completion"];
                    /**
                     * @example id: 0
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}
                     *
                     *     id: 1
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{"content":"1 "},"finish_reason":null}]}
                     *
                     *     id: 2
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{"content":"2 "},"finish_reason":null}]}
                     *
                     *     id: 2
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{},"finish_reason":"length","kula":{"answer":{"model":"0x0707070707070707070707070707070707070707070707070707070707070707","signature":"0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"}}}]}
                     *
                     *     data: [DONE]
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: "[DONE]" | string;
                    };
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete; `too-long`: The talk is too long for the model */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unknown-model`: The model is not served here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer; `busy`: The model is busy */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
        };
    };
    get_completion_v1_chat_completions__id__get: {
        parameters: {
            query?: {
                /**
                 * @description the id of the last event that was read: its number, or one number per choice, joined by dots
                 * @example 1
                 */
                after?: string;
            };
            header?: never;
            path: {
                /** @example chatcmpl-91f62c62262547c59d336bdd65fef2a8 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description with `stream`: one server-sent event per piece, each with its number as id; a comment every 15 s */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 2
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{"content":"2 "},"finish_reason":null}]}
                     *
                     *     id: 2
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[{"index":0,"delta":{},"finish_reason":"length","kula":{"answer":{"model":"0x0707070707070707070707070707070707070707070707070707070707070707","signature":"0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"}}}]}
                     *
                     *     id: 2
                     *     data: {"id":"chatcmpl-91f62c62262547c59d336bdd65fef2a8","object":"chat.completion.chunk","created":1795952100,"model":"0x0707070707070707070707070707070707070707070707070707070707070707","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
                     *
                     *     data: [DONE]
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: "[DONE]" | string;
                    };
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `not-found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
        };
    };
    get_models_v1_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "object": "list",
                     *       "data": [
                     *         {
                     *           "id": "kula",
                     *           "object": "model",
                     *           "created": 0,
                     *           "owned_by": "kula"
                     *         },
                     *         {
                     *           "id": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *           "object": "model",
                     *           "created": 0,
                     *           "owned_by": "kula"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAIModels"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
        };
    };
    get_model_v1_models__model__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example kula */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "kula",
                     *       "object": "model",
                     *       "created": 0,
                     *       "owned_by": "kula"
                     *     }
                     */
                    "application/json": components["schemas"]["OpenAIModel"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unknown-model`: The model is not served here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
        };
    };
    post_accusation_v1_accusations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gateway": "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e",
                 *       "seq": 1,
                 *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                 *       "last_epoch": 2,
                 *       "signature": "0xbee06dc984904d3100240a3c679387df7b2c5cc8ef99f63acf70b17ad3d4651767809d36f1b3076318065c6d8b5c00ae7a031a588a2d79c2b479e276683ca9d41b",
                 *       "pay_to": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *       "signatures_hash": "0x3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c"
                 *     }
                 */
                "application/json": components["schemas"]["PostAccusation"];
            };
        };
        responses: {
            /** @description it was known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                     *       "gateway": "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e",
                     *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                     *       "seq": 1,
                     *       "state": "waiting",
                     *       "accuser": null,
                     *       "until": null
                     *     }
                     */
                    "application/json": components["schemas"]["Accusation"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                     *       "gateway": "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e",
                     *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                     *       "seq": 1,
                     *       "state": "waiting",
                     *       "accuser": null,
                     *       "until": null
                     *     }
                     */
                    "application/json": components["schemas"]["Accusation"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `accusations-off`: This gateway accuses nobody for others */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `own-receipt`: The gateway does not accuse itself; `not-a-gateway`: The receipt is by an account without a place; `not-broken`: The receipt is not broken; `answered-lately`: The gateway answered an accusation lately; `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer; `no-deposit`: The gateway has no coin for a deposit; `accusations-full`: Too many proofs against this gateway wait */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_accusation_v1_accusations__id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                     *       "gateway": "0xB7f8BC63BbcaD18155201308C8f3540b07f84F5e",
                     *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                     *       "seq": 1,
                     *       "state": "accused",
                     *       "accuser": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "until": 1795952040
                     *     }
                     */
                    "application/json": components["schemas"]["Accusation"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-accusation`: The proof is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_take_back_v1_take_backs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                 *       "signature": "0xbee06dc984904d3100240a3c679387df7b2c5cc8ef99f63acf70b17ad3d4651767809d36f1b3076318065c6d8b5c00ae7a031a588a2d79c2b479e276683ca9d41b"
                 *     }
                 */
                "application/json": components["schemas"]["PostTakeBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "record": "0xfb3adc5638ef6821b075723ef7a62744fd5f8e03ffa635f562de43cc68cae4e6",
                     *       "seq": 1,
                     *       "last_epoch": 2
                     *     }
                     */
                    "application/json": components["schemas"]["TakenBack"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-record`: The record is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `already-posted`: The record is posted */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_erasures_v1_erasures_get: {
        parameters: {
            query?: {
                /**
                 * @description `last` of the page before
                 * @example 0
                 */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rows": [
                     *         "0x7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b"
                     *       ],
                     *       "last": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ErasedRows"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_erasure_v1_erasures_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                 *       "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                 *       "until": 1795952228,
                 *       "signature": "0x9382818088b2a1bc42c969b3bd8b936874ee3d16081cd6c1e69933fbc06fdb8832d28e5138aa6e1114283fcdfd367063f94bb0de7ac88c37fb2f142001fc57a31b"
                 *     }
                 */
                "application/json": components["schemas"]["PostErasure"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "gateway": "0x8B6F3066299606533A9113E71Ca67a8065BEF6fD",
                     *       "owner": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "record": "0x3a66ce8da7543ef97bc08b0b0cd0e4db94413e99954350d00c034aa8859ceb7e",
                     *       "until": 1795952228,
                     *       "records": 1,
                     *       "waiting": 0,
                     *       "royalties_ended": 0,
                     *       "signature": "0x22c9a74b4f05f20e11a271737498054afd9b235f5a302d2cc0140a155eef39447281eb49788bcd37f37931e1cbf3e2e7d27a2f9ee94a5d3b31cb17926d9f29381c"
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-record`: The record is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `chain-refused`: The contracts refuse this */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often; `gas-used-up`: The gateway spends no more gas for this today */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_pair_v1_pairs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "messages": [
                 *         {
                 *           "role": "user",
                 *           "content": "How do I boil an egg?"
                 *         }
                 *       ],
                 *       "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                 *       "max_tokens": 2
                 *     }
                 */
                "application/json": components["schemas"]["PostPair"];
            };
        };
        responses: {
            /** @description server-sent events: the offer first, then pieces of a and b as they come, then `[DONE]` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example data: {"offer":{"pair":"0xeba74078e56344f216fea05ad0e4ad6b8df01a9545f1b92b1df8a3a59a1ac0ea","gateway":"0x8B6F3066299606533A9113E71Ca67a8065BEF6fD","key":"0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c","prompt_hash":"0x47da1bb3d3a6914936d0fb5872fa99679f58806223a8109a948c71c653e0e200","sources":"0x2680be7b6929cc49b61fe4b169d0a52962d5c1793876eb75d5bcfad75b9ce8de","until":1796038493,"signature":"0xbbbf995c9a3d963179a099228829a8116a81203c66f5ee9bec1c8eb23cf360ec201532e41fdd8300fbc38aadc25e321265d23d49dec02c2696b15149d725beba1b"}}
                     *
                     *     data: {"side":"a","piece":"1 "}
                     *
                     *     data: {"side":"b","piece":"1 "}
                     *
                     *     data: {"side":"a","piece":"2 "}
                     *
                     *     data: {"side":"a","finish_reason":"length"}
                     *
                     *     data: {"side":"b","piece":"2 "}
                     *
                     *     data: {"side":"b","finish_reason":"length"}
                     *
                     *     data: [DONE]
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: "[DONE]" | string;
                    };
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete; `too-long`: The talk is too long for the model */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer; `busy`: The model is busy */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_pair_v1_pairs__pair__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0xeba74078e56344f216fea05ad0e4ad6b8df01a9545f1b92b1df8a3a59a1ac0ea */
                pair: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description server-sent events: the offer first, then pieces of a and b as they come, then `[DONE]` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example data: {"offer":{"pair":"0xeba74078e56344f216fea05ad0e4ad6b8df01a9545f1b92b1df8a3a59a1ac0ea","gateway":"0x8B6F3066299606533A9113E71Ca67a8065BEF6fD","key":"0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c","prompt_hash":"0x47da1bb3d3a6914936d0fb5872fa99679f58806223a8109a948c71c653e0e200","sources":"0x2680be7b6929cc49b61fe4b169d0a52962d5c1793876eb75d5bcfad75b9ce8de","until":1796038493,"signature":"0xbbbf995c9a3d963179a099228829a8116a81203c66f5ee9bec1c8eb23cf360ec201532e41fdd8300fbc38aadc25e321265d23d49dec02c2696b15149d725beba1b"}}
                     *
                     *     data: {"side":"a","piece":"1 "}
                     *
                     *     data: {"side":"b","piece":"1 "}
                     *
                     *     data: {"side":"a","piece":"2 "}
                     *
                     *     data: {"side":"a","finish_reason":"length"}
                     *
                     *     data: {"side":"b","piece":"2 "}
                     *
                     *     data: {"side":"b","finish_reason":"length"}
                     *
                     *     data: [DONE]
                     */
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: "[DONE]" | string;
                    };
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `not-found`: There is nothing here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    post_choice_v1_pairs__pair__choice_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0xeba74078e56344f216fea05ad0e4ad6b8df01a9545f1b92b1df8a3a59a1ac0ea */
                pair: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "outcome": "a",
                 *       "signature": "0x7a2d322896b78debacda7c4086f214078147493400ba0d8610e1382797aba0f36d0731ecb7735403afd485173a1c3d7255e52f10f0ebb6ac6be9e562325574591b"
                 *     }
                 */
                "application/json": components["schemas"]["PostChoice"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pair": "0xeba74078e56344f216fea05ad0e4ad6b8df01a9545f1b92b1df8a3a59a1ac0ea",
                     *       "outcome": "a",
                     *       "salt": "0xd2984e115179cfb46350f286a08bb0203a324e5ffdb79c64f05480e070b6abaa",
                     *       "sources": {
                     *         "a": {
                     *           "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *           "temperature": 800
                     *         },
                     *         "b": {
                     *           "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *           "temperature": 400
                     *         }
                     *       },
                     *       "a": {
                     *         "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *         "signature": "0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"
                     *       },
                     *       "b": {
                     *         "model": "0x0707070707070707070707070707070707070707070707070707070707070707",
                     *         "signature": "0xb140e0aaeff2782836f3200334842ead6b6ecc2602df2967cd3b759d0bf2e25c4b3b652e373818bb435beaaf061f9dc222215608812177131e4f54c8ad80e3fc1c"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            /** @description `wrong-host`: The request names another host; `invalid-json`: The body is not strict JSON; `incomplete`: The body is not complete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `invalid-signature`: A signature is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-pair`: The pair is not known here, or its time is over */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-slow`: The body took too long */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `pair-not-ready`: An answer of the pair is not made to its end; `pair-chosen`: The pair has another choice */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `too-large`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unsupported-media-type`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong; `no-preference`: Both answers are the same words */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_tasks_v1_tasks_get: {
        parameters: {
            query: {
                /** @example 0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c */
                key: Address;
                /**
                 * @description how many tasks the key may hold in all
                 * @example 3
                 */
                most?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "tasks": [
                     *         {
                     *           "task": "0x7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
                     *           "kind": "pair",
                     *           "messages": [
                     *             {
                     *               "role": "user",
                     *               "content": "How do I boil an egg?"
                     *             }
                     *           ],
                     *           "dataset": 1,
                     *           "answer": null,
                     *           "until": 1795952993
                     *         }
                     *       ],
                     *       "free": [
                     *         {
                     *           "kind": "pair",
                     *           "count": 212
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Tasks"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unknown-grant`: The grant is not known here */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_keys_v1_accounts__address__keys_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1 */
                address: Address;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "account": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *       "keys": [
                     *         {
                     *           "key": "0x5050A4F4b3f9338C3472dcC01A87C76A144b3c9c",
                     *           "grant": "0xa5b85713e1b90fabd65311d25af70eb580e5717553c4d041629f9b10a4bb4c74",
                     *           "pay_to": "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
                     *           "expiry": 1827488093,
                     *           "revoked_in": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AccountKeys"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `malformed`: A field is missing or wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_refused_v1_refused_contents_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "content_ids": [
                     *         "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RefusedContents"];
                };
            };
            /** @description `wrong-host`: The request names another host */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `rate-limited`: You ask too often; `network-limited`: Your network asks too often */
            429: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `failed`: The gateway made a mistake */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description `unavailable`: A part that this needs does not answer */
            503: {
                headers: {
                    /** @description seconds until the same request may succeed */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}

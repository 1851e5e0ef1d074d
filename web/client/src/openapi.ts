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
         * @description Relays an owner's signed end of a session key whose grant is here. A contract wallet calls Grants.revoke itself.
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
         * @description Serves what a client needs before its first signature.
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
         * @description Serves an epoch's phase, batches and live report.
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
         * @description Says that chain, database and model answer.
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
         * @description Serves where a record stands, its score with the reasons, and its pay.
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
         * @description Serves an account's earnings, its grants, and its newest records; `before` asks for those that came earlier.
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
    "/v1/trace/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trace
         * @description Serves what a trace starts from: the public parts of a record. It shows no salt, no key and no content.
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
         * @description Goes on with a streamed answer from event number `after` on. An answer waits a minute for a reader who left.
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
         *     A task ends with a record about its talk. Its talk comes from a published dataset.
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
         * @description An account's earnings, grants and newest records.
         */
        AccountStatus: {
            /** Account */
            account: string;
            /**
             * Earned
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            earned: string;
            /**
             * Pending
             * @description an integer in the token's smallest unit; JSON numbers lose digits
             */
            pending: string;
            /** Grants */
            grants: components["schemas"]["GrantStatus"][];
            /** Records */
            records: components["schemas"]["RecordStatus"][];
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
         * ChatKey
         * @description The session key for which the answer is signed.
         */
        ChatKey: {
            /**
             * Key
             * Format: address
             * @description checksummed
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
         * @description An epoch's phase, batches and report.
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
         * Leaves
         * @description The leaf hashes of a batch, in order.
         */
        Leaves: {
            /** Leaves */
            leaves: Hex[];
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
         * @description What a client needs before its first signature.
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
            /** Epoch */
            epoch: number;
            /** Now */
            now: number;
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
         * OpenAIProblem
         * @description OpenAI's body of an error.
         */
        OpenAIProblem: {
            error: components["schemas"]["OpenAIError"];
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
         * @description What a record earned; claimable when final.
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
             * @description not supported: leave it out, or null
             */
            tools?: unknown;
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
         * ProblemDocument
         * @description RFC 9457: `type` is stable, `field` names what is wrong in the request.
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
            /** Field */
            field?: string | null;
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
         * @description Where a record stands.
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
             * State
             * @enum {string}
             */
            state: "received" | "posted" | "reported" | "final" | "void";
            /** Epoch */
            epoch: number | null;
            /** Position */
            position: number | null;
            /** Score */
            score: number | null;
            /** Reasons */
            reasons: string[];
            pay: components["schemas"]["Pay"] | null;
            receipt: components["schemas"]["ReceiptPart"];
            /** Until */
            until: number | null;
            /** Withheld */
            withheld: ("quarantined" | "taken-back" | "erasing" | "erased") | null;
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
         * @description What a session key holds now.
         */
        Tasks: {
            /** Tasks */
            tasks: components["schemas"]["Task"][];
        };
        /**
         * TraceStart
         * @description The public parts of a record. It holds no salt, no key and no content.
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
         * Waiting
         * @description Where a chat stands in the queue.
         */
        Waiting: {
            /** Place */
            place: number;
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
                "application/json": components["schemas"]["PostGrant"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantKept"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                "application/json": components["schemas"]["PostRecord"] | components["schemas"]["PostRecords"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"] | components["schemas"]["Receipts"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Claimed"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Transferred"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Revoked"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Network"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["EpochStatus"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Leaves"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "text/plain": string;
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["RecordStatus"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
            query?: {
                /** @description the sequence number of the last record of the page before */
                before?: number;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["AccountStatus"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["TraceStart"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                /** @description the last number of the page before */
                after?: number;
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
                    "application/json": components["schemas"]["Datasets"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                /** @description the last number of the page before */
                after?: number;
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
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["EpochEntries"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Bulletin"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                    "application/json": components["schemas"]["Signed"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                "application/json": components["schemas"]["PostChat"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description OpenAI's form of an error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description OpenAI's form of an error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description with `stream`: one server-sent event per piece, each with its number as id */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["CompletionChunk"];
                };
            };
        };
    };
    get_completion_v1_chat_completions__id__get: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["CompletionChunk"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description OpenAI's form of an error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description OpenAI's form of an error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description with `stream`: one server-sent event per piece, each with its number as id */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["CompletionChunk"];
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
                    "application/json": components["schemas"]["OpenAIModels"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description OpenAI's form of an error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
                };
            };
            /** @description OpenAI's form of an error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIProblem"];
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
                    "application/json": components["schemas"]["TakenBack"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                /** @description `last` of the page before */
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
                    "application/json": components["schemas"]["ErasedRows"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                "application/json": components["schemas"]["PostPair"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairEvent"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description server-sent events: the offer first, then pieces of a and b as they come, then `[DONE]` */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["PairEvent"];
                };
            };
        };
    };
    post_choice_v1_pairs__pair__choice_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pair: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                key: Address;
                /** @description how many tasks the key may hold in all */
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
                    "application/json": components["schemas"]["Tasks"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["AccountKeys"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
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
                    "application/json": components["schemas"]["RefusedContents"];
                };
            };
            /** @description too many requests: of this network address, account or session key, or too much gas */
            429: {
                headers: {
                    /** @description seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description a problem document (RFC 9457) */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}

//! The tables as Diesel sees them, with the same types on both databases. The migrations make them.

diesel::table! {
    regions (code) {
        code -> Text,
        bps_code -> Text,
        name -> Text,
        kind -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    cooperatives (id) {
        id -> BigInt,
        register_number -> Text,
        name -> Text,
        search_key -> Text,
        region -> Text,
        authority -> Nullable<Text>,
        kind -> Nullable<Text>,
        form -> Nullable<Text>,
        sharia -> Nullable<Bool>,
        nik_koperasi -> Nullable<Text>,
        legal_entity_number -> Nullable<Text>,
        established_on -> Nullable<Date>,
        dissolved_on -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    cooperative_reports (id) {
        id -> BigInt,
        cooperative_id -> BigInt,
        year -> Integer,
        region -> Text,
        rat_held -> Bool,
        rat_held_on -> Nullable<Date>,
        serves_members -> Bool,
        business_volume -> Nullable<BigInt>,
        health_rating -> Nullable<Text>,
        health_score -> Nullable<Integer>,
        members -> Nullable<BigInt>,
        employees -> Nullable<BigInt>,
        assets -> Nullable<BigInt>,
        equity -> Nullable<BigInt>,
        surplus -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    umkm (id) {
        id -> BigInt,
        register_number -> Text,
        name -> Text,
        search_key -> Text,
        region -> Text,
        owner_name -> Nullable<Text>,
        nib -> Nullable<Text>,
        sector -> Nullable<Text>,
        assisted_since -> Nullable<Date>,
        assisted_until -> Nullable<Date>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    umkm_reports (id) {
        id -> BigInt,
        umkm_id -> BigInt,
        year -> Integer,
        region -> Text,
        turnover -> Nullable<BigInt>,
        assets -> Nullable<BigInt>,
        workers -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    trainings (id) {
        id -> BigInt,
        code -> Text,
        title -> Text,
        search_key -> Text,
        region -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Date,
        year -> Integer,
        organizer -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    participants (id) {
        id -> BigInt,
        training_id -> BigInt,
        name -> Text,
        identity_number -> Nullable<Text>,
        cooperative_id -> Nullable<BigInt>,
        umkm_id -> Nullable<BigInt>,
        score -> Nullable<Integer>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    figures (id) {
        id -> BigInt,
        dataset -> Text,
        year -> Integer,
        region -> Text,
        active_cooperatives -> Nullable<BigInt>,
        quality_cooperatives -> Nullable<BigInt>,
        quality_active_cooperatives -> Nullable<BigInt>,
        business_volume -> Nullable<BigInt>,
        businesses -> Nullable<BigInt>,
        turnover -> Nullable<BigInt>,
        assets -> Nullable<BigInt>,
        workers -> Nullable<BigInt>,
        participants -> Nullable<BigInt>,
        good_participants -> Nullable<BigInt>,
        source -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    keys (id) {
        id -> BigInt,
        name -> Text,
        role -> Text,
        hash -> Text,
        created_at -> Timestamp,
        region -> Nullable<Text>,
        expires_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        created_by -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> BigInt,
        dataset -> Text,
        file_name -> Nullable<Text>,
        digest -> Text,
        bytes -> BigInt,
        row_count -> BigInt,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        actor -> Text,
        key_id -> Nullable<BigInt>,
        imported_at -> Timestamp,
    }
}

// The two temporary tables of an import.
diesel::table! {
    import_staged (line) {
        line -> BigInt,
        name -> Text,
        year -> Integer,
        alt -> Nullable<Text>,
        payload -> Text,
    }
}

diesel::table! {
    import_rows (place) {
        place -> BigInt,
        line -> BigInt,
        unit -> Nullable<BigInt>,
        name -> Text,
        year -> Integer,
        alt -> Nullable<Text>,
        payload -> Text,
        first_line -> BigInt,
    }
}

diesel::table! {
    changes (id) {
        id -> BigInt,
        seq -> Nullable<BigInt>,
        at -> Timestamp,
        actor -> Text,
        key_id -> Nullable<BigInt>,
        request_id -> Nullable<Text>,
        resource -> Text,
        natural_key -> Text,
        record -> Text,
        kind -> Text,
        version -> Nullable<BigInt>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        withheld -> Nullable<Text>,
        in_feed -> Bool,
    }
}

diesel::table! {
    idempotency (digest) {
        digest -> Text,
        request -> Text,
        status -> Integer,
        location -> Nullable<Text>,
        body -> Nullable<Text>,
        created_at -> Timestamp,
        record -> Nullable<Text>,
        etag -> Nullable<Text>,
    }
}

diesel::joinable!(cooperative_reports -> cooperatives (cooperative_id));
diesel::joinable!(umkm_reports -> umkm (umkm_id));
diesel::joinable!(participants -> trainings (training_id));
diesel::joinable!(participants -> cooperatives (cooperative_id));
diesel::joinable!(participants -> umkm (umkm_id));

diesel::allow_tables_to_appear_in_same_query!(
    regions,
    cooperatives,
    cooperative_reports,
    umkm,
    umkm_reports,
    trainings,
    participants,
    figures,
    import_rows,
);

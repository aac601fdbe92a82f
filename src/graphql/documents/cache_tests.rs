use super::*;
use crate::graphql::gate::Gate;
use crate::testing::settings;

fn documents(count: usize) -> Vec<(Digest, Arc<Document>)> {
    let gate = Gate::new("type Query { a: Int }", &settings(&[]).limits).unwrap();
    let texts = (0..count).map(|n| format!("query Q{n:04} {{ a }}"));
    texts
        .map(|text| (Digest::of(&text), Arc::new(gate.inspect(text).unwrap())))
        .collect()
}

/// A cache with room for some documents, all of one weight.
fn cache_for(count: usize, documents: &[(Digest, Arc<Document>)]) -> Cache {
    Cache::new(count * weight(&documents[0].1))
}

fn there(cache: &Cache, documents: &[(Digest, Arc<Document>)]) -> usize {
    let kept = cache.lock();
    documents
        .iter()
        .filter(|(digest, _)| kept.documents.contains_key(digest))
        .count()
}

/// What the parts say of each other.
fn assert_sound(cache: &Cache) {
    let kept = cache.lock();
    let bytes: usize = kept
        .documents
        .values()
        .map(|entry| weight(&entry.document))
        .sum();
    let held: usize = kept.owners.values().map(|holding| holding.bytes).sum();
    let count: usize = kept
        .owners
        .values()
        .map(|holding| holding.digests.len())
        .sum();
    assert_eq!(
        (kept.bytes, held, count),
        (bytes, bytes, kept.documents.len())
    );
    assert!(kept.bytes <= cache.max);
    let by_bytes: BTreeSet<_> = kept
        .owners
        .iter()
        .map(|(owner, holding)| (holding.bytes, Arc::clone(owner)))
        .collect();
    assert_eq!(kept.by_bytes, by_bytes);
}

#[test]
fn what_was_not_asked_for_the_longest_goes_first() {
    let all = documents(4);
    let cache = cache_for(3, &all);
    for (digest, document) in &all[..3] {
        cache.put(*digest, document, "a".into(), false);
    }
    assert!(cache.get(&all[0].0, By::Text).is_some());
    cache.put(all[3].0, &all[3].1, "a".into(), false);
    assert!(cache.get(&all[1].0, By::Text).is_none());
    assert_eq!(there(&cache, &all), 3);
    assert_sound(&cache);
}

#[test]
fn whoever_brings_many_crowds_out_their_own() {
    let all = documents(200);
    let (of_many, rest) = all.split_at(20);
    let cache = cache_for(40, &all);
    for (n, (digest, document)) in of_many.iter().enumerate() {
        cache.put(*digest, document, format!("network {n}").into(), true);
    }
    for (digest, document) in rest {
        cache.put(*digest, document, "flood".into(), true);
        assert_sound(&cache);
    }
    assert_eq!(there(&cache, of_many), 20);
    assert_eq!(there(&cache, rest), 20);
    assert_eq!(there(&cache, &rest[160..]), 20, "its newest");
}

#[test]
fn one_owner_may_fill_what_nobody_else_needs() {
    let all = documents(50);
    let cache = cache_for(40, &all);
    for (digest, document) in &all {
        cache.put(*digest, document, "shop".into(), false);
    }
    assert_eq!(there(&cache, &all), 40);
    assert_sound(&cache);
}

#[test]
fn a_hash_names_only_what_was_to_be_named() {
    let all = documents(1);
    let (digest, document) = &all[0];
    let cache = cache_for(1, &all);
    cache.put(*digest, document, "a".into(), false);
    assert!(cache.get(digest, By::Hash).is_none());
    assert!(cache.get(digest, By::TextToBeNamed).is_some());
    assert!(cache.get(digest, By::Hash).is_some());
    cache.put(*digest, document, "b".into(), false);
    assert!(cache.get(digest, By::Hash).is_some(), "twice is once");
    assert_sound(&cache);
}

#[test]
fn what_is_larger_than_all_the_room_is_not_kept() {
    let all = documents(1);
    let cache = Cache::new(weight(&all[0].1) - 1);
    cache.put(all[0].0, &all[0].1, "a".into(), false);
    assert_eq!(there(&cache, &all), 0);
    assert_sound(&cache);
}

"""Cases that are fair and that the shipped model gets wrong: expected to fail, and noticed once they no longer do.

The model reads by the lexicon and by words near it in meaning. A short text that tells of a response in everyday words
alone is mostly taken for none of the four; this is its greatest known weakness.
"""

UNSEEN = "told in everyday words alone: taken for none of the four"
METAPHOR = "a football report whose metaphors are of arrest and sentence: taken for enforcement"
SHARED_CENTRE = "a regional centre on firearms: the Spanish text gets enforcement too, the English does not"

KNOWN_FAILURES = {
    **{
        f"test_a_response_told_without_its_keywords_is_still_seen[{case}]": UNSEEN
        for case in (
            "peacemakers-en",
            "peacemakers-es",
            "chemist-en",
            "chemist-es",
            "thirty-years-en",
            "thirty-years-es",
            "trust-en",
            "trust-es",
            "doors-en",
            "doors-es",
            "plants-en",
            "plants-es",
            "two-capitals-en",
            "two-capitals-es",
            "quiet-corner-en",
            "quiet-corner-es",
        )
    },
    "test_words_of_the_field_in_another_field_earn_no_label[goal-arrest-en]": METAPHOR,
    "test_words_of_the_field_in_another_field_earn_no_label[goal-arrest-es]": METAPHOR,
    "test_a_clear_short_text_gets_its_label[neighbours-es]": "community police, its score is too low",
    "test_fresh_twins_get_the_same_labels[island-intelligence]": SHARED_CENTRE,
    "test_fresh_twins_get_the_labels_a_person_gives[island-intelligence-es]": SHARED_CENTRE,
}

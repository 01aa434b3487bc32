"""The meeting itself: pure and synchronous; no clock, no randomness, no input or output.

Words that stay as they are in the code, with what they mean (UI word in brackets):

    session       one musrenbang meeting with a join code (sesi)
    proposal      what a resident asks for (usulan); its problem, landmark, cost …
    sector        field of development (bidang)
    neighborhood  the unit below the kelurahan (lingkungan)
    ward          the kelurahan; district the kecamatan
    phase         one step of the agenda (tahap), named as in the hall: usulan, pemungutan …
    round         one vote on a fixed list of options (pemungutan suara)
    mark          what one ballot says (pilihan); turnout, who handed one in
    support       "I want this too" on a proposal (dukungan)
    merge         proposals that ask the same, kept together (gabungan)
    ceiling       indicative budget of the kelurahan (pagu)
    participant   a person in the meeting (peserta); resident, facilitator, projector: audiences

All times are whole milliseconds since 1970, UTC.
"""

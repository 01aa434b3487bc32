-- The photo of a council member, public like the name; it goes with its member.
ALTER TABLE council_member ADD photo_id uuid REFERENCES photo;

-- The bank, the newest first: of all, of a kelurahan, of a bidang. The states are those of
-- core.following.BANKED; the one before was made for a condition that no query says as a constant.
DROP INDEX shelf_banked;
CREATE INDEX shelf_bank ON shelf (year DESC, state_at DESC, code, number)
    WHERE code = root_code AND number = root_number AND decided <> ''
        AND state IN ('belum_diakomodir', 'cadangan', 'dikembalikan', 'ditolak');
CREATE INDEX shelf_bank_ward ON shelf (ward_code, year DESC, state_at DESC, code, number)
    WHERE code = root_code AND number = root_number AND decided <> ''
        AND state IN ('belum_diakomodir', 'cadangan', 'dikembalikan', 'ditolak');
CREATE INDEX shelf_bank_sector ON shelf (sector, year DESC, state_at DESC, code, number)
    WHERE code = root_code AND number = root_number AND decided <> ''
        AND state IN ('belum_diakomodir', 'cadangan', 'dikembalikan', 'ditolak');

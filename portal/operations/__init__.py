"""Running the portal: the doctor, the supervisor of `portal run-demo`, demo data and translations."""
